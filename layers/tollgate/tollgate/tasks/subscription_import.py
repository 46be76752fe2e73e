"""What an import of subscriptions is to do, and how far it has come."""

from typing import Any, Literal

from tollgate.tasks.import_walk import ImportWalk
from tollgate.tasks.task_type import TaskType


class SubscriptionImport(ImportWalk):
    """How many subscriptions are imported, and how far that is."""

    type: Literal[TaskType.IMPORT_SUBSCRIPTIONS_BULK] = TaskType.IMPORT_SUBSCRIPTIONS_BULK
    subscriptions: int

    def about(self) -> dict[str, Any]:
        """Return what is to be done and what of it was left alone, in wire spelling."""
        return self.model_dump(mode="json", by_alias=True, include={"type", "subscriptions", "skipped"})
