"""Make a clock that stands still until it is advanced."""

from datetime import UTC, datetime

from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.scope import Scope
from tollgate.test_clocks.errors import NoTestClocksInProduction
from tollgate.test_clocks.ports import EnvironmentKinds, TestClockRepository
from tollgate.test_clocks.test_clock import TestClock

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Between these every period that begins also ends at an instant that can be written down."""


class CreateTestClockRequest(Value):
    """Where the new clock stands. Without an `id` one is generated."""

    scope: Scope
    frozen_time: datetime
    id: str | None = None
    name: str | None = None


def create_test_clock(
    request: CreateTestClockRequest,
    *,
    test_clocks: TestClockRepository,
    environments: EnvironmentKinds,
    clock: Clock,
    ids: Ids,
) -> TestClock:
    """Return the new clock; raises `NoTestClocksInProduction`, `DuplicatedEntity` or `InvalidInput`."""
    if request.id is not None:
        require_id(request.id, field="id")
    check_time(request.frozen_time)
    if environments.is_production(request.scope):
        raise NoTestClocksInProduction("Test clocks are for sandbox and development environments; use a key of one")
    if request.id is not None and test_clocks.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("testClock", request.id)
    now = clock.now()
    test_clock = TestClock(
        id=request.id or ids.new("test-clock"),
        uuid=ids.uuid(),
        name=request.name,
        frozen_time=request.frozen_time,
        created_at=now,
        updated_at=now,
    )
    test_clocks.add(request.scope, test_clock)
    return test_clock


def check_time(moment: datetime) -> None:
    """Raise `InvalidInput` for an instant at which no clock can stand."""
    if not EARLIEST <= moment < LATEST:
        raise InvalidInput("frozenTime lies from the year 1970 on and before the year 3000", field="frozenTime")
