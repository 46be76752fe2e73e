"""The parameters of flow nodes: if, switch, filter, wait, merge, stop, respond, executeWorkflow."""

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from tollgate.workflows.definition import Part

LONGEST_WAIT = 366 * 24 * 3600
"""Seconds that a node may wait: a year."""
MOST_CASES = 20


class ConditionParams(Part):
    """`if` goes on by `true` or `false`, `filter` only where the condition holds."""

    condition: str


class Case(Part):
    """One way out of a switch."""

    output: str = Field(pattern=r"[A-Za-z][A-Za-z0-9_-]{0,63}")
    condition: str


class SwitchParams(Part):
    """The first case whose condition holds is the way out, else `default`."""

    cases: tuple[Case, ...] = Field(min_length=1, max_length=MOST_CASES)


class EventWait(Part):
    """An event to wait for: of one of these types, and one for which the condition holds, if there is one.

    The condition sees it as `event`, beside all else. After `timeout_seconds` the run goes on by `timeout`.
    """

    event_types: tuple[str, ...] = Field(min_length=1, max_length=20)
    condition: str | None = None
    timeout_seconds: int | None = Field(default=None, ge=1, le=LONGEST_WAIT)


class WaitParams(Part):
    """Waits for so many seconds, until an instant, or for an event; seconds and instants may be expressions."""

    seconds: Any = None
    until: Any = None
    for_event: EventWait | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(each is not None for each in (self.seconds, self.until, self.for_event)) != 1:
            raise ValueError("give one of seconds, until and forEvent")
        return self


class MergeMode(StrEnum):
    """ALL goes on when every branch that can still come has come, ANY with the first; what comes later is dropped."""

    ALL = "ALL"
    ANY = "ANY"


class MergeParams(Part):
    """Joins branches; its output holds what each brought, by the node it came from."""

    mode: MergeMode = MergeMode.ALL


class StopParams(Part):
    """Ends the run as failed, with a message."""

    message: str


class RespondParams(Part):
    """What a caller who waits for the run is answered."""

    body: Any = None


class ExecuteParams(Part):
    """Starts another workflow with an input, and waits for its end unless told otherwise."""

    workflow_id: str
    input: Any = None
    wait: bool = True


FLOW: dict[str, type[Part]] = {
    "if": ConditionParams,
    "switch": SwitchParams,
    "filter": ConditionParams,
    "wait": WaitParams,
    "merge": MergeParams,
    "stop": StopParams,
    "respond": RespondParams,
    "executeWorkflow": ExecuteParams,
}
"""The kinds of nodes that lead a run, and the parameters of each."""


def outputs_of(node_type: str, params: dict[str, Any]) -> set[str]:
    """Return the outputs that a node of this type has, beside `error`."""
    match node_type:
        case "if":
            return {"true", "false"}
        case "switch":
            cases = params.get("cases")
            named = cases if isinstance(cases, list | tuple) else ()
            return {"default"} | {str(each.get("output")) for each in named if isinstance(each, dict)}
        case "wait":
            return {"main", "timeout"} if params.get("forEvent") is not None else {"main"}
        case "stop":
            return set()
        case _:
            return {"main"}
