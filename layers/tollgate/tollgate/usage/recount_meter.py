"""Count kept events again by a changed meter: a task, customer by customer, step by step."""

from datetime import datetime, timedelta

from tollgate.catalog.feature import Feature
from tollgate.customers.filters import CustomerFilters
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.page import PageRequest
from tollgate.shared.period import start_of_hour
from tollgate.shared.scope import Scope
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.tasks.task import Task
from tollgate.usage.count_again import count_again
from tollgate.usage.event import KEPT_FOR
from tollgate.usage.recount_ports import Recounting
from tollgate.usage.show_recounted import show_recounted

SETTLING = timedelta(seconds=120)
"""Longer than a consumer runs that counts by the earlier meter (60 s), and than a report that knew of none (90 s)."""
COVERED = KEPT_FOR - timedelta(days=1)
"""Events are forgotten while they are counted again: those of the last day are left alone."""
_MOST_CUSTOMERS = 20
"""What one step looks at of those that do not use the feature."""


class RecountMeter:
    """Satisfies `tasks.ports.TaskKind`.

    Each event is counted once: the place of the walk moves in the transaction that counts it, and events that the
    changed meter met itself say so. Of several changes of a meter the latest counts; the others end.
    """

    def __init__(self, ports: Recounting) -> None:
        self._ports = ports

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the next part of the count, or of what is shown of it; return the task beyond it."""
        recount = _recount_of(task)
        feature = self._ports.features.find(scope, recount.feature_id)
        if feature is None or feature.meter is None or feature.meter_revision != recount.revision:
            return task.finished(at=now)
        if not recount.has_settled:
            return task.advanced(recount.settled(), at=now).waiting(now + SETTLING)
        if recount.customer_id is None:
            return self._next_customer(scope, task, recount, feature, now)
        act = count_again if recount.owner is None else show_recounted
        done = act(scope, recount, feature, self._ports, now=now)
        stepped = task.advanced(done.recount, done=done.counted, at=now)
        for failure in done.failures:
            stepped = stepped.with_failure(failure)
        return stepped

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return None: what cannot be counted now is counted when the message comes again, and never left behind."""
        return None

    def _next_customer(self, scope: Scope, task: Task, recount: MeterRecount, feature: Feature, now: datetime) -> Task:
        """Return the task at the next customer that uses the feature, or beyond those that do not."""
        for _ in range(_MOST_CUSTOMERS):
            if recount.is_at_last_customer:
                return task.advanced(recount, at=now).finished(at=now)
            request = PageRequest(limit=1, after=recount.after_customer)
            page = self._ports.customers.page(scope, CustomerFilters(), request)
            for customer in page.rows:
                covers_from = self._covered(scope, customer.id, feature, now)
                if covers_from is not None:
                    return task.advanced(recount.of_customer(customer.id, page.next, covers_from=covers_from), at=now)
            recount = recount.past_customers(page.next)
        return task.advanced(recount, at=now)

    def _covered(self, scope: Scope, customer_id: str, feature: Feature, now: datetime) -> datetime | None:
        """Return the first hour that kept events tell all of; None where there is none, or nothing to count."""
        owners = self._ports.owners(scope, customer_id)
        places = self._ports.metering.places(scope, set(owners), set(), [feature])
        if all(places.resolved(owner, feature) is None for owner in owners):
            return None
        clock_id = places.state.test_clock_of(customer_id)
        if clock_id is None:
            return start_of_hour(now - COVERED)
        # How events are dated says nothing then of how long they have been kept.
        clock = self._ports.test_clocks.find(scope, clock_id)
        return ALL_TIME.start if clock is not None and clock.created_at >= now - COVERED else None


def _recount_of(task: Task) -> MeterRecount:
    assert isinstance(task.payload, MeterRecount)
    return task.payload
