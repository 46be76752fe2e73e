"""What a task says of itself, and when a migration's pass can be the last."""

from datetime import UTC, datetime, timedelta

import pytest

from tollgate.shared.errors import ConcurrentChange
from tollgate.tasks.events import BEGUN, FINISHED
from tollgate.tasks.subscription_migration import MigrationTarget, SubscriptionMigration
from tollgate.tasks.task import MOST_FAILURES_KEPT, Task, TaskFailure, TaskStatus
from tollgate.tasks.task_type import TaskType

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TARGETS = (MigrationTarget(plan_id="plan-pro", version_number=2), MigrationTarget(plan_id="plan-max", version_number=7))


def a_task(**fields: object) -> Task:
    """Return a task that just began, unless other fields are given."""
    task = Task(id="task-1", payload=SubscriptionMigration(targets=TARGETS), created_at=NOW, updated_at=NOW)
    return task.but(**fields)


def a_failure(identifier: str = "subscription-1") -> TaskFailure:
    return TaskFailure(id=identifier, code="IntegrityViolation", message="It gives no access")


@pytest.mark.parametrize(
    ("done", "failed", "status"),
    [
        (0, 0, TaskStatus.COMPLETED),
        (9, 0, TaskStatus.COMPLETED),
        (9, 1, TaskStatus.PARTIALLY_FAILED),
        (0, 1, TaskStatus.FAILED),
    ],
)
def test_a_task_ends_by_what_failed(done: int, failed: int, status: TaskStatus) -> None:
    finished = a_task(done=done, failed=failed, not_before=NOW).finished(at=NOW + MINUTE)
    assert (finished.status, finished.finished_at, finished.not_before) == (status, NOW + MINUTE, None)
    assert finished.is_finished


@pytest.mark.parametrize(
    ("until", "wait", "has_work"),
    [(None, 0, True), (NOW - MINUTE, 0, True), (NOW, 0, True), (NOW + MINUTE, 60, False)],
)
def test_a_task_waits_until_its_instant(until: datetime | None, wait: int, has_work: bool) -> None:
    waiting = a_task(not_before=until)
    assert (waiting.wait(NOW), waiting.has_work(NOW)) == (timedelta(seconds=wait), has_work)


def test_a_finished_task_has_no_work() -> None:
    assert not a_task().finished(at=NOW).has_work(NOW)


def test_the_first_failures_are_told_and_all_are_counted() -> None:
    task = a_task()
    for number in range(MOST_FAILURES_KEPT + 3):
        task = task.with_failure(a_failure(f"subscription-{number}"))
    assert (task.failed, len(task.failures), task.failures[0].id) == (53, 50, "subscription-0")
    assert task.without_failures() == a_task()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConcurrentChange("Others are changing it"), "ObjectAlreadyBeingUsedByAnotherRequestError"),
        (ValueError("billing@acme.example"), "UnexpectedError"),
    ],
)
def test_a_failure_tells_what_the_reader_can_act_on(error: Exception, code: str) -> None:
    failure = TaskFailure.of("subscription-1", error)
    assert failure.code == code
    assert "acme" not in failure.message


def test_every_kind_of_task_tells_of_its_beginning_and_its_end() -> None:
    assert BEGUN.keys() == FINISHED.keys() == set(TaskType)


@pytest.mark.parametrize(
    ("began_after", "moved", "is_settled"),
    [(0, 0, False), (59, 0, False), (60, 0, True), (60, 1, False), (300, 0, True)],
)
def test_a_pass_is_the_last_when_it_began_late_enough_and_found_nothing(
    began_after: int, moved: int, is_settled: bool
) -> None:
    first = SubscriptionMigration(targets=TARGETS).in_pass(NOW).before_next_pass()
    walked = first.in_pass(NOW + timedelta(seconds=began_after)).walked_to("somewhere", moved=moved)
    assert walked.is_settled is is_settled


@pytest.mark.parametrize(("ended_after", "next_after"), [(1, 60), (60, 60), (75, 75)])
def test_the_next_pass_begins_when_it_can_be_the_last(ended_after: int, next_after: int) -> None:
    walked = SubscriptionMigration(targets=TARGETS).in_pass(NOW)
    assert walked.next_pass_at(NOW + timedelta(seconds=ended_after)) == NOW + timedelta(seconds=next_after)


def test_a_pass_goes_over_each_target_from_its_beginning() -> None:
    first = SubscriptionMigration(targets=TARGETS).in_pass(NOW).walked_to("here", moved=3)
    second = first.at_next_target()
    assert (first.target, first.is_last_target, second.target, second.is_last_target) == (*pair(0), *pair(1))
    assert (second.after, second.moved_in_pass) == (None, 3)
    again = second.before_next_pass().in_pass(NOW + MINUTE)
    assert again == first.but(pass_began_at=NOW + MINUTE, after=None, moved_in_pass=0)


def pair(index: int) -> tuple[MigrationTarget, bool]:
    return TARGETS[index], index == 1
