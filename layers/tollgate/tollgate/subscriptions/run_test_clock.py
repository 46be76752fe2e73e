"""Move a test clock from one thing that falls due among its customers to the next, until it is where it was sent."""

from datetime import datetime

from tollgate.shared.scope import Scope
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.errors import DueWorkStands
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.ports import CustomerAgenda
from tollgate.subscriptions.run_due import run_due
from tollgate.tasks.task import Task, TaskFailure
from tollgate.tasks.test_clock_advance import TestClockAdvance
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock
from tollgate.test_clocks.test_clock import TestClock


class RunTestClock:
    """Satisfies `tasks.ports.TaskKind`. A step is one thing that falls due, done at its own instant.

    The clock stands at that instant from the same transaction on: whoever reads it sees nothing of later. The step
    writes the clock's document, so it is decided anew where a customer joined or another worker was faster.
    """

    def __init__(
        self,
        *,
        agenda: CustomerAgenda,
        test_clocks: TestClockRepository,
        life: Lifecycle,
    ) -> None:
        self._agenda, self._test_clocks, self._life = agenda, test_clocks, life

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage what falls due next, or the clock's arrival where nothing does any more."""
        advance = _advance_of(task)
        test_clock = self._found(scope, advance)
        work = self._agenda.soonest(scope, test_clock.customer_ids, until=advance.frozen_time)
        if work is None:
            self._test_clocks.save(scope, test_clock.arrived(at=now))
            return task.advanced(advance, at=now).finished(at=now)
        if advance.done_last == work.model_dump_json():
            raise DueWorkStands.of(work.customer_id, work.subscription_id)
        self._test_clocks.save(scope, test_clock.moved_to(work.due_at, at=now))
        has_more = self._run(work)
        done_last = None if has_more else work.model_dump_json()
        return task.advanced(advance.but(done_last=done_last), done=1, at=now)

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task at its end: what falls due is not left out, so the clock stops before it."""
        advance = _advance_of(task)
        test_clock = self._found(scope, advance)
        work = self._agenda.soonest(scope, test_clock.customer_ids, until=advance.frozen_time)
        self._test_clocks.save(scope, test_clock.stopped(at=now))
        failed = TaskFailure.of(_name_of(work) if work is not None else test_clock.id, error)
        return task.advanced(advance, at=now).with_failure(failed).finished(at=now)

    def _run(self, work: DueWork) -> bool:
        return run_due(work, self._test_clocks, self._life)

    def _found(self, scope: Scope, advance: TestClockAdvance) -> TestClock:
        return retrieve_test_clock(scope, advance.test_clock_id, test_clocks=self._test_clocks)


def _advance_of(task: Task) -> TestClockAdvance:
    assert isinstance(task.payload, TestClockAdvance)
    return task.payload


def _name_of(work: DueWork) -> str:
    return work.subscription_id or work.customer_id
