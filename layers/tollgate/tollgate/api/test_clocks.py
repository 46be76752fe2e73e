"""Test clocks on the wire: ours, beyond the contract."""

from typing import Self

from tollgate.api.wire import SentInstant, Text
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope
from tollgate.test_clocks.create_test_clock import CreateTestClockRequest
from tollgate.test_clocks.test_clock import TestClock, TestClockStatus


class CreateTestClockBody(Value):
    """Where the new clock stands; without an id one is generated."""

    frozen_time: SentInstant
    id: str | None = None
    name: Text | None = None

    def to_request(self, scope: Scope) -> CreateTestClockRequest:
        """Return the domain's request."""
        return CreateTestClockRequest(scope=scope, **dict(self))


class AdvanceTestClockBody(Value):
    """Where the clock is to go."""

    frozen_time: SentInstant


class TestClockView(Value):
    """A test clock: where it stands, where it is going and by which task, and who lives by it."""

    id: str
    name: str | None
    frozen_time: Instant
    status: TestClockStatus
    advancing_to: Instant | None
    task_id: str | None
    customer_ids: list[str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, test_clock: TestClock) -> Self:
        """Return the view of a clock."""
        return cls.model_validate(test_clock.model_dump())
