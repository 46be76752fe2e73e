"""Import many subscriptions: a task, started here and done chunk by chunk. Nothing is charged for what was before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tollgate.customers.errors import ImportAlreadyInProgress
from tollgate.shared.scope import Scope
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.import_errors import FailedToImportSubscriptions, ImportSubscriptionsBulk
from tollgate.subscriptions.imported_subscription import ImportedSubscription
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.provision_subscription import provision_subscription
from tollgate.subscriptions.subscription import Subscription
from tollgate.tasks.import_kind import TakenIn
from tollgate.tasks.import_walk import chunked
from tollgate.tasks.ports import Imports, TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.subscription_import import SubscriptionImport
from tollgate.tasks.task import Task

MOST_SUBSCRIPTIONS = 1000
_STEP = 8
"""Each is a subscription with its pointer, access item, resource and events, and perhaps one that gives way to it."""


def import_subscriptions(
    scope: Scope,
    given: Sequence[ImportedSubscription],
    *,
    imports: Imports[ImportedSubscription],
    tasks: TaskRepository,
    life: Lifecycle,
) -> Task:
    """Return the task that was started; what is wrong with single subscriptions is told by it, not here.

    Raises `ImportSubscriptionsBulk` for none or too many, `FailedToImportSubscriptions` where one is named more than
    once, and `ImportAlreadyInProgress`.
    """
    if not 0 < len(given) <= MOST_SUBSCRIPTIONS:
        message = f"Send 1 to {MOST_SUBSCRIPTIONS} subscriptions, not {len(given)}"
        raise ImportSubscriptionsBulk(message, field="subscriptions")
    repeated = [each for each, times in Counter(each.id for each in given if each.id).items() if times > 1]
    if repeated:
        raise FailedToImportSubscriptions.repeated([each for each in repeated if each is not None])
    running = imports.running(scope)
    if running is not None:
        message = f"Wait until the task {running} is finished: it imports subscriptions"
        raise ImportAlreadyInProgress(message, taskId=running)
    chunks = chunked(given)
    payload = SubscriptionImport(subscriptions=len(given), chunks=len(chunks))
    now = life.clock.now(scope, None)
    task = start_task(scope, payload, at=now, tasks=tasks, events=life.events, ids=life.ids)
    imports.begin(scope, task.id, chunks)
    return task


class SubscriptionImporter:
    """Satisfies `tasks.import_kind.Importer`. A step in which one is refused is taken again, one after the other."""

    def __init__(self, life: Lifecycle) -> None:
        self._life = replace(life, is_collected=False)

    def take(self, scope: Scope, left: Sequence[ImportedSubscription], *, is_careful: bool) -> TakenIn:
        """Stage the next subscriptions; raises what the first that is refused raises."""
        given = left[: 1 if is_careful else _STEP]
        skipped = sum(not import_subscription(scope, each, self._life) for each in given)
        return TakenIn(len(given), skipped)

    def name_of(self, given: ImportedSubscription) -> str:
        """Return the subscription's id, else whose it is of which plan."""
        return given.name


def import_subscription(scope: Scope, given: ImportedSubscription, life: Lifecycle) -> bool:
    """Provision a subscription as it is elsewhere; tell whether, as what is known of it may be newer.

    Raises what provisioning raises.
    """
    held = _held(scope, given, life)
    if held is not None and given.is_older_than(held):
        return False
    own = life.access.find(scope, given.customer_id)
    now = life.clock.now(scope, own.test_clock_id if own is not None else None)
    imported = provision_subscription(given.to_request(scope, now=now), life).subscription
    assert imported is not None, "what is imported needs no checkout"
    if given.end_date is not None and imported.end_date != given.end_date:
        subscription, holdings = find_live(scope, imported.id, life)
        holdings.keep(subscription.but(end_date=given.end_date, updated_at=holdings.now))
        holdings.write()
    return True


def _held(scope: Scope, given: ImportedSubscription, life: Lifecycle) -> Subscription | None:
    """Return the subscription of the same customer, or resource, and plan that goes on, None where none does."""
    access = life.access.find(scope, given.customer_id, given.resource_id)
    rows = access.subscriptions if access is not None else ()
    found = next((each for each in rows if each.plan_id == given.plan_id), None)
    return life.subscriptions.find_of(scope, given.customer_id, found.id) if found is not None else None
