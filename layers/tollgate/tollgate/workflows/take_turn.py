"""Take a run's turn: step after step, each in a transaction of its own, until it waits, ends or time is up."""

from collections.abc import Callable
from typing import Any, Protocol

from tollgate.shared.errors import ConcurrentChange, DomainError, Unavailable
from tollgate.shared.scope import Scope, WorkflowCause
from tollgate.workflows.run import WorkflowRun
from tollgate.workflows.running import Running
from tollgate.workflows.take_step import ActNow, act, fail_step, take_step, write_act


class ActAs(Protocol):
    """Runs an operation in a transaction, as a run of a workflow."""

    def __call__(self, cause: WorkflowCause, operation: Callable[[], Any]) -> Any:
        """Return what the operation returns, once what it staged is committed."""
        ...


def take_turn(
    scope: Scope,
    run: WorkflowRun,
    *,
    running: Callable[[], Running],
    act_as: ActAs,
    has_time: Callable[[], bool],
) -> WorkflowRun:
    """Take the steps there are and return the run as it is then: over, waiting, or with more to do later.

    A crash between two steps loses nothing: the next turn goes on behind what was committed. A node that acts at once
    may be executed again then; it knows itself by its idempotency key.
    """
    while has_time():
        step = _step(scope, run, running, act_as)
        if step is None:
            return run
        run = step
    return run


def _step(scope: Scope, run: WorkflowRun, running: Callable[[], Running], act_as: ActAs) -> WorkflowRun | None:
    cause = run.as_cause()

    def transact(operation: Callable[[], Any]) -> Any:
        return act_as(cause, operation)

    try:
        step = transact(lambda: take_step(scope, run.id, running(), transact=transact))
    except (ConcurrentChange, Unavailable):
        raise  # the turn comes again
    except DomainError as error:  # of the transaction: all that the step staged is too much for one
        refused = error
        return transact(lambda: fail_step(scope, run, refused, running()))
    if not isinstance(step, ActNow):
        return step
    outcome = act(step)
    return transact(lambda: write_act(scope, step, outcome, running()))
