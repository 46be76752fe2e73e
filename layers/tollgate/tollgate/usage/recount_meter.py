"""Count kept events again by a changed meter: a task, customer by customer, step by step."""

from datetime import datetime, timedelta
from typing import NamedTuple

from tollgate.catalog.feature import Feature
from tollgate.customers.access import UsageRecount
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


class Place(NamedTuple):
    """From which hour on a customer is counted again, None where kept events tell all of none, and as which part."""

    covers_from: datetime | None
    part: int


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
            return self._next_customer(scope, task, feature, now)
        found = self._place(scope, recount.customer_id, feature, task, now)
        if found is None or found.part != recount.part:
            # Another recount of the customer has begun meanwhile, and counts all again.
            return task.advanced(recount.past_customers(recount.after_customer), at=now)
        act = count_again if recount.owner is None else show_recounted
        done = act(scope, recount, feature, self._ports, now=now)
        stepped = task.advanced(done.recount, done=done.counted, at=now)
        for failure in done.failures:
            stepped = stepped.with_failure(failure)
        return stepped

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return None: what cannot be counted now is counted when the message comes again, and never left behind."""
        return None

    def _next_customer(self, scope: Scope, task: Task, feature: Feature, now: datetime) -> Task:
        """Return the task at the next customer that uses the feature, or beyond those that do not."""
        recount = _recount_of(task)
        if recount.only_customer_id is not None and not recount.is_at_last_customer:
            place = self._place(scope, recount.only_customer_id, feature, task, now)
            return task.advanced(_at(recount, recount.only_customer_id, None, place), at=now)
        for _ in range(_MOST_CUSTOMERS):
            if recount.is_at_last_customer:
                return task.advanced(recount, at=now).finished(at=now)
            request = PageRequest(limit=1, after=recount.after_customer)
            page = self._ports.customers.page(scope, CustomerFilters(), request)
            for customer in page.rows:
                place = self._place(scope, customer.id, feature, task, now)
                if place is not None and place.covers_from is not None:
                    return task.advanced(_at(recount, customer.id, page.next, place), at=now)
            recount = recount.past_customers(page.next)
        return task.advanced(recount, at=now)

    def _place(self, scope: Scope, customer_id: str, feature: Feature, task: Task, now: datetime) -> Place | None:
        """Return from which hour on, and as which part, a customer is counted again; None where this task does not.

        Of two tasks the later one counts: that of a schedule says in the access item that it does.
        """
        owners = self._ports.owners(scope, customer_id)
        places = self._ports.metering.places(scope, set(owners), set(), [feature])
        if all(places.resolved(owner, feature) is None for owner in owners):
            return None
        own = places.state.access_of(customer_id)
        latest = own.recount_of(feature.id) if own is not None else None
        if not _is_ours(task, latest):
            return None
        covers_from = self._covered(scope, places.state.test_clock_of(customer_id), now)
        return Place(covers_from, places.revision(customer_id, feature))

    def _covered(self, scope: Scope, clock_id: str | None, now: datetime) -> datetime | None:
        """Return the first hour that kept events tell all of, None where there is none."""
        if clock_id is None:
            return start_of_hour(now - COVERED)
        # How events are dated says nothing then of how long they have been kept.
        clock = self._ports.test_clocks.find(scope, clock_id)
        return ALL_TIME.start if clock is not None and clock.created_at >= now - COVERED else None


def _is_ours(task: Task, latest: UsageRecount | None) -> bool:
    recount = _recount_of(task)
    if recount.only_customer_id is not None:
        return latest is not None and latest.task_id == task.id
    return latest is None or latest.meter_revision != recount.revision


def _at(recount: MeterRecount, customer_id: str, cursor: str | None, place: Place | None) -> MeterRecount:
    """Return the recount at a customer, or beyond it where nothing of it is counted again."""
    if place is None or place.covers_from is None:
        return recount.past_customers(cursor)
    return recount.of_customer(customer_id, cursor, covers_from=place.covers_from, part=place.part)


def _recount_of(task: Task) -> MeterRecount:
    assert isinstance(task.payload, MeterRecount)
    return task.payload
