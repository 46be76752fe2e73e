"""What imports of subscriptions need from storage. Writes are staged with the step."""

from collections.abc import Sequence
from typing import Protocol

from tollgate.shared.scope import Scope
from tollgate.subscriptions.imported_subscription import ImportedSubscription


class SubscriptionImports(Protocol):
    """What imports were given, in chunks, and which one is going on: one per environment."""

    def running(self, scope: Scope) -> str | None:
        """Return the id of the task that imports subscriptions right now, None where none does."""
        ...

    def begin(self, scope: Scope, task_id: str, chunks: Sequence[Sequence[ImportedSubscription]]) -> None:
        """Stage an import as the one that is going on, with what it was given; of two, one is decided again."""
        ...

    def chunk(self, scope: Scope, task_id: str, number: int) -> Sequence[ImportedSubscription]:
        """Return a part of what an import was given."""
        ...

    def forget(self, scope: Scope, task_id: str, number: int) -> None:
        """Stage that a part of what an import was given is not kept any longer."""
        ...

    def end(self, scope: Scope) -> None:
        """Stage that no import is going on."""
        ...
