"""A run: one execution of a workflow, from what started it to its end."""

from enum import StrEnum
from typing import Any, Self

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.scope import WorkflowCause
from tollgate.workflows.definition import TriggerType

MOST_STEPS = 1_000
"""Nodes that one run may execute: a loop that never ends is stopped here."""
DEEPEST = 5
"""How many runs may lead to one another (`integrations-widgets-workflows.md` 2.5)."""


class RunStatus(StrEnum):
    """QUEUED runs have not begun, WAITING ones wait for time, an event or another run; the last three are final."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    WAITING = "WAITING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


class RunError(Value):
    """Why a node, or a whole run, failed."""

    code: str
    message: str
    node_id: str | None = None


class Token(Value):
    """A place where a run is: a node that is to be executed, tried again, or that waits.

    `attempt` counts tries from 1. `wake_at` is when it goes on: after a wait, before the next try, or when the time to
    wait for an event is over. `awaits` are the types of events that it waits for, `child_id` the run it waits for.
    """

    id: int
    node_id: str
    came_from: str | None = None
    attempt: int = 1
    is_waiting: bool = False
    wake_at: Instant | None = None
    awaits: tuple[str, ...] = ()
    child_id: str | None = None


class Arrival(Value):
    """What a branch brought to a merge."""

    edge: int
    source: str
    value: Any = None


class NodeState(Value):
    """What a node returned last, and how often it was executed."""

    output: Any = None
    error: RunError | None = None
    iterations: int = 0


class WorkflowRun(Entity):
    """One execution. Its id begins with its workflow's and says when it was made, or of which event.

    `trigger` is what started it: an event's body, a call's payload. `depth` counts the runs that led to it.
    """

    id: str
    workflow_id: str
    workflow_name: str
    version: int
    trigger_id: str
    trigger_type: TriggerType
    trigger: Any = None
    status: RunStatus = RunStatus.QUEUED
    tokens: tuple[Token, ...] = ()
    arrivals: dict[str, tuple[Arrival, ...]] = {}
    merged: tuple[str, ...] = ()
    nodes: dict[str, NodeState] = {}
    steps: int = 0
    next_token: int = 1
    next_execution: int = 1
    last_output: Any = None
    response: Any = None
    has_response: bool = False
    error: RunError | None = None
    depth: int = 0
    cause: WorkflowCause | None = None
    parent_id: str | None = None
    rerun_of: str | None = None
    is_test: bool = False
    created_at: Instant
    started_at: Instant | None = None
    finished_at: Instant | None = None
    updated_at: Instant

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended, one way or the other."""
        return self.status in {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELED}

    @property
    def wake_at(self) -> Instant | None:
        """Return the next instant at which time alone lets it go on; None where none does."""
        return min((each.wake_at for each in self.tokens if each.wake_at is not None), default=None)

    @property
    def answer(self) -> Any:
        """Return what a caller who waited for its end is told: what it responded, else what its last node returned."""
        return self.response if self.has_response else self.last_output

    def as_cause(self) -> WorkflowCause:
        """Return it as the cause of what it changes."""
        return WorkflowCause(
            workflow_id=self.workflow_id,
            workflow_name=self.workflow_name,
            run_id=self.id,
            started_at=self.started_at or self.created_at,
            depth=self.depth,
        )

    def ended(self, status: RunStatus, *, at: Instant, error: RunError | None = None) -> Self:
        """Return the run as it ends: nothing of it is left to do."""
        return self.but(
            status=status,
            error=error,
            tokens=(),
            arrivals={},
            finished_at=at,
            updated_at=at,
            started_at=self.started_at or at,
        )


def run_id_of(workflow_id: str, order: str) -> str:
    """Return the id of a workflow's run, of the place that it has in the order of runs."""
    return f"{workflow_id}.{order}"


def place_of(run_id: str) -> tuple[str, str]:
    """Return the workflow of a run, and the run's place in the order of runs."""
    workflow_id, _, order = run_id.rpartition(".")
    return workflow_id, order
