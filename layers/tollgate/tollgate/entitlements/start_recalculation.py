"""Begin to make what customers may use anew from its sources."""

from collections.abc import Sequence

from tollgate.shared.clock import Clock
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.entitlements_recalculation import EntitlementsRecalculation
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.task import Task

MOST_NAMED = 1_000
"""Customers one call may name: the task's document holds their ids."""


def start_recalculation(
    scope: Scope,
    customer_ids: Sequence[str] | None,
    *,
    is_written: bool,
    is_told: bool,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Task:
    """Return the task; `customer_ids` None stands for all customers that are not archived.

    Raises `InvalidInput` where none, or too many, are named.
    """
    if customer_ids is not None and not 0 < len(customer_ids) <= MOST_NAMED:
        message = f"Name 1 to {MOST_NAMED} customers, or say forAllCustomers"
        raise InvalidInput(message, field="customerIds")
    named = tuple(dict.fromkeys(customer_ids)) if customer_ids is not None else None
    payload = EntitlementsRecalculation(customer_ids=named, is_written=is_written, is_told=is_told)
    return start_task(scope, payload, at=clock.now(), tasks=tasks, events=events, ids=ids)
