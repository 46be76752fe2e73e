"""A worker's turn at a task: as many steps as fit, with what fails told apart from what does not."""

from collections.abc import Callable

from tollgate.tasks.task import Task

MOST_STEPS = 200
"""What a turn takes at most, however fast: the rest of the task, and other tasks, come with later messages."""
CAREFUL_STEPS = 100
"""Steps of a single thing after one of many failed: as many as such a step looks at."""


def run_turn(
    step: Callable[[bool], Task | None],
    pass_over: Callable[[Exception], Task | None],
    *,
    has_more: Callable[[Task], bool],
) -> Task | None:
    """Return the task after as many steps as it has, at most a turn's; None where there is none of this id.

    `step` takes the next one, with True a careful one, in a transaction of its own; `pass_over` leaves the single
    thing at which a careful step failed behind. A step that fails is taken again with care, thing by thing, so that
    one that cannot be done does not keep the others from being done.
    """
    task: Task | None = None
    careful = 0
    for _ in range(MOST_STEPS):
        try:
            task = step(careful > 0)
        except Exception as failed:  # whatever it was: the others are to be done, and this one is told
            if careful == 0:
                careful = CAREFUL_STEPS
                continue
            task = pass_over(failed)
            if task is None:
                raise
        careful = max(careful - 1, 0)
        if task is None or not has_more(task):
            break
    return task
