"""The history of a run: each node that was executed, with what it was given and what it returned."""

from enum import StrEnum
from typing import Any

from tollgate.shared.entity import Entity, Instant
from tollgate.workflows.run import RunError


class ExecutionStatus(StrEnum):
    """What executing a node came to: RETRYING ones failed and are tried again."""

    SUCCEEDED = "SUCCEEDED"
    WAITING = "WAITING"
    RETRYING = "RETRYING"
    FAILED = "FAILED"


class NodeExecution(Entity):
    """One execution of one node of a run; secrets are masked in `input` and `output`.

    `number` counts the executions of the run, `iteration` those of the node, `attempt` the tries of one.
    """

    run_id: str
    number: int
    node_id: str
    node_type: str
    iteration: int
    attempt: int
    status: ExecutionStatus
    output_name: str | None = None
    input: Any = None
    output: Any = None
    error: RunError | None = None
    started_at: Instant
    finished_at: Instant
