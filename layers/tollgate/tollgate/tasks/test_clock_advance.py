"""What the advance of a test clock is to do, and what it did last."""

from typing import Any, Literal

from tollgate.shared.entity import Instant, Value
from tollgate.tasks.task_type import TaskType


class TestClockAdvance(Value):
    """Which clock goes to which instant.

    `done_last` names what fell due last and was done with: what is due again right after it is not moving.
    """

    type: Literal[TaskType.TEST_CLOCK_ADVANCE] = TaskType.TEST_CLOCK_ADVANCE
    test_clock_id: str
    frozen_time: Instant
    done_last: str | None = None

    def about(self) -> dict[str, Any]:
        """Return what is to be done, in wire spelling, and nothing of how far it has come."""
        return self.model_dump(mode="json", by_alias=True, include={"type", "test_clock_id", "frozen_time"})
