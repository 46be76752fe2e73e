"""Make what customers may use anew from its sources, and tell it: a task, one customer or resource at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.filters import CustomerFilters
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.list import entitlements_in
from tollgate.entitlements.update_events import EntitlementsUpdated
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.rebuild_access import rebuild_access
from tollgate.tasks.entitlements_recalculation import EntitlementsRecalculation
from tollgate.tasks.task import Task, TaskFailure

TRIGGER = "recalculate_entitlements"


class RecalculateEntitlements:
    """Satisfies `tasks.ports.TaskKind`. Done twice it changes nothing, and tells the same list again."""

    def __init__(self, *, life: Lifecycle, checking: Checking) -> None:
        self._life, self._checking = life, checking

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage what one customer, or one of its resources, may use; return the task beyond it."""
        walk = self._at_customer(scope, _walk_of(task))
        if walk.customer_id is None:
            return task.advanced(walk, at=now).finished(at=now)
        customer = self._life.customers.find(scope, walk.customer_id)
        if customer is None:
            missing = TaskFailure.of(walk.customer_id, CustomerNotFound.of(walk.customer_id))
            return task.advanced(walk.past_customer(), at=now).with_failure(missing)
        holders = self._holders(scope, customer)
        if walk.holder < len(holders):
            self._recalculate(scope, customer, holders[walk.holder], walk)
        return task.advanced(_past_holder(walk, holders), done=1, at=now)

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the customer that could not be recalculated."""
        walk = self._at_customer(scope, _walk_of(task))
        if walk.customer_id is None:
            return None
        failure = TaskFailure.of(walk.customer_id, error)
        return task.advanced(walk.past_customer(), at=now).with_failure(failure)

    def _at_customer(self, scope: Scope, walk: EntitlementsRecalculation) -> EntitlementsRecalculation:
        """Return the walk at the customer it is at, or at the next one; at none where it is over."""
        if walk.customer_id is not None or walk.is_at_last_customer:
            return walk
        if walk.customer_ids is not None:
            return walk.at_named()
        request = PageRequest(limit=1, after=walk.after_customer)
        page = self._life.customers.page(scope, CustomerFilters(), request)
        return walk.at(next((each.id for each in page.rows), None), following=page.next)

    def _holders(self, scope: Scope, customer: Customer) -> list[str | None]:
        return [None, *sorted(each.id for each in self._life.customers.resources(scope, customer.id))]

    def _recalculate(
        self, scope: Scope, customer: Customer, resource_id: str | None, walk: EntitlementsRecalculation
    ) -> None:
        state = self._checking.live.of_customer(scope, customer.id, resource_id)
        if walk.is_written:
            rebuilt = rebuild_access(scope, customer, resource_id, self._life)
            state = replace(state, access={**state.access, (customer.id, resource_id): rebuilt})
        if walk.is_told:
            listing = entitlements_in(scope, state, customer.id, resource_id, checking=self._checking)
            self._life.events.record(scope, EntitlementsUpdated.of(listing, customer, trigger=TRIGGER))


def _past_holder(walk: EntitlementsRecalculation, holders: Sequence[str | None]) -> EntitlementsRecalculation:
    return walk.past_holder() if walk.holder + 1 < len(holders) else walk.past_customer()


def _walk_of(task: Task) -> EntitlementsRecalculation:
    assert isinstance(task.payload, EntitlementsRecalculation)
    return task.payload
