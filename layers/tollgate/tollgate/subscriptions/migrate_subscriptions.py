"""Move every subscription to a version of its plan or add-on that was published to all: a task, step by step."""

from collections.abc import Sequence
from datetime import datetime

from tollgate.customers.ports import AccessRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.move_to_version import move_to_version
from tollgate.subscriptions.place import SubscriptionPlace
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription
from tollgate.tasks.subscription_migration import MigrationTarget, SubscriptionMigration
from tollgate.tasks.task import Task, TaskFailure

MOST_LOOKED_AT = 100
"""What a step reads in a pass that has found nothing to move yet; afterwards as many as it can move."""
MOST_MOVED = 30
"""Each is a subscription, an access item and an event; with the task and its event they fit one transaction."""


class MigrateSubscriptions:
    """Satisfies `tasks.ports.TaskKind`. A subscription is only moved up, so migrations at once meet at the newest."""

    def __init__(
        self,
        *,
        subscriptions: SubscriptionRepository,
        access: AccessRepository,
        events: EventRecorder,
        clock: CustomerClock,
    ) -> None:
        self._subscriptions, self._access, self._events, self._clock = subscriptions, access, events, clock

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the moves of the next subscriptions that are behind; return the task with its walk further on."""
        task = _in_pass(task, now)
        walk = _walk_of(task)
        most = 1 if is_careful else MOST_MOVED if walk.moved_in_pass else MOST_LOOKED_AT
        places = self._places(scope, task.id, walk, limit=most)
        behind = self._behind(scope, places, walk.target)[:MOST_MOVED]
        self._move(scope, behind, walk.target)
        is_cut_short = len(behind) == MOST_MOVED
        reached = _order_of(behind[-1], places) if is_cut_short else places[-1].order if places else walk.after
        walk = walk.walked_to(reached, moved=len(behind))
        stepped = task.advanced(walk, done=len(behind), at=now)
        return stepped if is_cut_short or len(places) == most else _after_target(stepped, walk, now)

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the subscription that could not be moved; the next pass tries it again."""
        task = _in_pass(task, now)
        walk = _walk_of(task)
        places = self._places(scope, task.id, walk, limit=1)
        if not places:
            return None
        failure = TaskFailure.of(places[0].subscription_id, error)
        return task.advanced(walk.walked_to(places[0].order, moved=0), at=now).with_failure(failure)

    def _places(
        self, scope: Scope, task_id: str, walk: SubscriptionMigration, *, limit: int
    ) -> list[SubscriptionPlace]:
        # What is read ahead is forgotten with the pass: each sees what was there when it began.
        name = f"{task_id} {walk.pass_began_at}"
        return self._subscriptions.places_of_plan(scope, walk.target.plan_id, walk=name, after=walk.after, limit=limit)

    def _behind(self, scope: Scope, places: Sequence[SubscriptionPlace], target: MigrationTarget) -> list[Subscription]:
        found = {each.id: each for each in self._subscriptions.find_at(scope, places)}
        in_order = (found[place.subscription_id] for place in places if place.subscription_id in found)
        return [each for each in in_order if _is_behind(each, target)]

    def _move(self, scope: Scope, behind: Sequence[Subscription], target: MigrationTarget) -> None:
        self._access.read_ahead(scope, [(each.customer_id, each.resource_id) for each in behind])
        for each in behind:
            move_to_version(
                scope,
                each,
                target,
                at=self._clock.now(scope, each.test_clock_id),
                subscriptions=self._subscriptions,
                access=self._access,
                events=self._events,
            )


def _in_pass(task: Task, now: datetime) -> Task:
    """Return the task in a pass; what failed in the one before is tried again in a new one."""
    walk = _walk_of(task)
    if walk.pass_began_at is not None:
        return task
    return task.without_failures().but(payload=walk.in_pass(now))


def _walk_of(task: Task) -> SubscriptionMigration:
    assert isinstance(task.payload, SubscriptionMigration)
    return task.payload


def _is_behind(subscription: Subscription, target: MigrationTarget) -> bool:
    if target.addon_id is None:
        return subscription.is_behind(target.plan_id, target.version_number)
    return subscription.holds_behind(target.addon_id, target.version_number)


def _order_of(subscription: Subscription, places: Sequence[SubscriptionPlace]) -> str:
    return next(place.order for place in places if place.subscription_id == subscription.id)


def _after_target(task: Task, walk: SubscriptionMigration, now: datetime) -> Task:
    if not walk.is_last_target:
        return task.advanced(walk.at_next_target(), at=now)
    if walk.is_settled:
        return task.finished(at=now)
    return task.advanced(walk.before_next_pass(), at=now).waiting(walk.next_pass_at(now))
