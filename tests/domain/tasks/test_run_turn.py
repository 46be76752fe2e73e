"""A worker's turn: many things at a time, one by one where that fails, and never past the time it has."""

from datetime import UTC, datetime

import pytest

from tollgate.tasks.run_turn import CAREFUL_STEPS, MOST_STEPS, run_turn
from tollgate.tasks.subscription_migration import SubscriptionMigration
from tollgate.tasks.task import Task, TaskFailure

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


class Pile:
    """A task over so many things, ten at a time, some of which cannot be done."""

    def __init__(self, things: int, *broken: int) -> None:
        self.things, self.broken = things, set(broken)
        self.task = Task(id="task-1", payload=SubscriptionMigration(targets=()), created_at=NOW, updated_at=NOW)
        self.sizes: list[int] = []

    @property
    def place(self) -> int:
        """Return the thing the task is at."""
        return self.task.done + self.task.failed

    def step(self, is_careful: bool) -> Task:
        """Do the next things, all of them or none."""
        size = 1 if is_careful else 10
        wanted = range(self.place, min(self.place + size, self.things))
        self.sizes.append(size)
        if self.broken & set(wanted):
            raise ValueError("broken")
        self.task = self.task.but(done=self.task.done + len(wanted))
        return self._left()

    def pass_over(self, error: Exception) -> Task | None:
        """Leave the next thing behind."""
        if self.place >= self.things:
            return None
        self.task = self.task.with_failure(TaskFailure.of(str(self.place), error))
        return self._left()

    def _left(self) -> Task:
        self.task = self.task.finished(at=NOW) if self.place == self.things else self.task
        return self.task


def has_work(task: Task) -> bool:
    return not task.is_finished


def test_what_can_be_done_is_done_many_at_a_time() -> None:
    pile = Pile(25)
    assert run_turn(pile.step, pile.pass_over, has_more=has_work) == pile.task
    assert (pile.task.done, pile.sizes) == (25, [10, 10, 10])


@pytest.mark.parametrize("broken", [(0,), (24,), (3, 4), (0, 12, 24), tuple(range(25))])
def test_what_cannot_be_done_does_not_keep_the_rest(broken: tuple[int, ...]) -> None:
    pile = Pile(25, *broken)
    run_turn(pile.step, pile.pass_over, has_more=has_work)
    assert (pile.task.done, [failure.id for failure in pile.task.failures]) == (25 - len(broken), [*map(str, broken)])


def test_care_is_taken_only_for_a_while() -> None:
    pile = Pile(2 * CAREFUL_STEPS, 0)
    while has_work(pile.task):
        run_turn(pile.step, pile.pass_over, has_more=has_work)
    assert pile.sizes == [10, *[1] * CAREFUL_STEPS, *[10] * (CAREFUL_STEPS // 10)]


def test_a_turn_has_an_end() -> None:
    pile = Pile(10 * MOST_STEPS + 1)
    run_turn(pile.step, pile.pass_over, has_more=has_work)
    assert pile.task.done == 10 * MOST_STEPS


def test_a_turn_ends_when_its_time_does() -> None:
    pile = Pile(1000)
    run_turn(pile.step, pile.pass_over, has_more=lambda task: task.done < 30)
    assert pile.task.done == 30


def test_what_fails_beside_any_thing_passes_through() -> None:
    def fail(is_careful: bool) -> Task:
        raise ConnectionError("no table answers")

    with pytest.raises(ConnectionError):
        run_turn(fail, lambda error: None, has_more=has_work)


def test_a_task_that_is_not_there_is_no_turn() -> None:
    assert run_turn(lambda is_careful: None, lambda error: None, has_more=has_work) is None
