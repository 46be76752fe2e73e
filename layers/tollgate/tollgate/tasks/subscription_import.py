"""What an import of subscriptions is to do, and how far it has come."""

from typing import Any, Literal, Self

from tollgate.shared.entity import Value
from tollgate.tasks.task_type import TaskType


class SubscriptionImport(Value):
    """How many subscriptions are imported, and the place of the next one: in which chunk, after how many of it.

    The subscriptions themselves are kept beside the task, in chunks. `skipped` are those that were left alone because
    what is known of them is newer.
    """

    type: Literal[TaskType.IMPORT_SUBSCRIPTIONS_BULK] = TaskType.IMPORT_SUBSCRIPTIONS_BULK
    subscriptions: int
    chunks: int
    chunk: int = 0
    place: int = 0
    skipped: int = 0

    def about(self) -> dict[str, Any]:
        """Return what is to be done and what of it was left alone, in wire spelling."""
        return self.model_dump(mode="json", by_alias=True, include={"type", "subscriptions", "skipped"})

    @property
    def is_over(self) -> bool:
        """Tell whether the last chunk is done."""
        return self.chunk == self.chunks

    def past(self, dealt_with: int, *, skipped: int = 0, of: int) -> Self:
        """Return the import after so many subscriptions more, `of` being how many the chunk holds."""
        place = self.place + dealt_with
        at = {"chunk": self.chunk + 1, "place": 0} if place >= of else {"place": place}
        return self.but(**at, skipped=self.skipped + skipped)
