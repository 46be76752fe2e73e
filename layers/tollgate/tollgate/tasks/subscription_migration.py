"""What a migration of subscriptions is to do, and how far it has come: it walks in passes until nothing is left."""

from datetime import datetime, timedelta
from typing import Any, Literal, Self

from tollgate.shared.entity import Instant, Value
from tollgate.tasks.task_type import TaskType

SETTLING = timedelta(seconds=60)
"""Longer than a request runs that read the earlier version (30 s), and than an index trails what it wrote."""


class MigrationTarget(Value):
    """A plan and the version its subscriptions are moved to; with an `addon_id`, that of an add-on they hold."""

    plan_id: str
    addon_id: str | None = None
    version_number: int


class SubscriptionMigration(Value):
    """Which subscriptions are moved where, and the place of the walk over them.

    A pass goes over the subscriptions of each target in turn. `settles_at` is the instant from which on nobody can
    begin at an earlier version any more; it is counted from the first step, which the new versions were sold before.
    """

    type: Literal[TaskType.SUBSCRIPTION_MIGRATION_V2] = TaskType.SUBSCRIPTION_MIGRATION_V2
    targets: tuple[MigrationTarget, ...]
    settles_at: Instant | None = None
    pass_began_at: Instant | None = None
    target_index: int = 0
    after: str | None = None
    moved_in_pass: int = 0

    def about(self) -> dict[str, Any]:
        """Return what is to be done, in wire spelling, and nothing of how far it has come."""
        return self.model_dump(mode="json", by_alias=True, include={"type", "targets"})

    @property
    def target(self) -> MigrationTarget:
        """Return the target whose subscriptions are walked over."""
        return self.targets[self.target_index]

    @property
    def is_last_target(self) -> bool:
        """Tell whether the pass ends with this target."""
        return self.target_index + 1 == len(self.targets)

    @property
    def is_settled(self) -> bool:
        """Tell whether the pass can be the last: it began late enough and found nothing to move."""
        began, settles = self.pass_began_at, self.settles_at
        return began is not None and settles is not None and began >= settles and self.moved_in_pass == 0

    def in_pass(self, now: datetime) -> Self:
        """Return the migration in a pass: the one it is in, or a new one that begins now."""
        if self.pass_began_at is not None:
            return self
        return self.but(pass_began_at=now, settles_at=self.settles_at or now + SETTLING)

    def walked_to(self, place: str | None, *, moved: int) -> Self:
        """Return the migration once the walk has come to a place of the target's subscriptions."""
        return self.but(after=place, moved_in_pass=self.moved_in_pass + moved)

    def at_next_target(self) -> Self:
        """Return the migration at the beginning of the next target."""
        return self.but(target_index=self.target_index + 1, after=None)

    def before_next_pass(self) -> Self:
        """Return the migration between two passes."""
        return self.but(pass_began_at=None, target_index=0, after=None, moved_in_pass=0)

    def next_pass_at(self, now: datetime) -> datetime:
        """Return when the next pass is to begin: at once, or when it can be the last."""
        return max(now, self.settles_at or now)
