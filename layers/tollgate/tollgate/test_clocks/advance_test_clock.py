"""Send a test clock to a later instant: a task lets everything happen that falls due on the way."""

from datetime import datetime

from tollgate.shared.clock import Clock
from tollgate.shared.entity import wire_instant
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.test_clock_advance import TestClockAdvance
from tollgate.test_clocks.create_test_clock import check_time
from tollgate.test_clocks.errors import TestClockIsAdvancing
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock
from tollgate.test_clocks.test_clock import TestClock


def advance_test_clock(
    scope: Scope,
    test_clock_id: str,
    to: datetime,
    *,
    test_clocks: TestClockRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> TestClock:
    """Return the clock on its way; to the instant at which it stands it goes too, for what fell due meanwhile.

    Raises `TestClockNotFound`, `TestClockIsAdvancing`, or `InvalidInput` for an earlier instant.
    """
    check_time(to)
    test_clock = retrieve_test_clock(scope, test_clock_id, test_clocks=test_clocks)
    if test_clock.is_advancing:
        raise TestClockIsAdvancing.of(test_clock)
    if to < test_clock.frozen_time:
        raise InvalidInput(
            f"A test clock goes forward only, and this one stands at {wire_instant(test_clock.frozen_time)}",
            field="frozenTime",
        )
    now = clock.now()
    payload = TestClockAdvance(test_clock_id=test_clock_id, frozen_time=to)
    task = start_task(scope, payload, at=now, tasks=tasks, events=events, ids=ids)
    advancing = test_clock.advancing(to, task_id=task.id, at=now)
    test_clocks.save(scope, advancing)
    return advancing
