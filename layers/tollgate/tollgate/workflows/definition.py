"""The definition of a workflow: what starts it, what its nodes do, and in which order."""

from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from tollgate.shared.entity import Value

MOST_TRIES, LONGEST_RETRY_WAIT, LONGEST_NODE = 5, 300, 30
"""Tries of a node, seconds between two tries, and seconds of one (`integrations-widgets-workflows.md` 2.5)."""


class Part(Value):
    """A part of a definition. It knows all its fields: what is misspelt is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class TriggerType(StrEnum):
    """What starts a run: an event, a call, somebody, the clock, another workflow, or the failure of one."""

    EVENT = "EVENT"
    API = "API"
    MANUAL = "MANUAL"
    SCHEDULE = "SCHEDULE"
    WORKFLOW = "WORKFLOW"
    ERROR = "ERROR"


class Respond(StrEnum):
    """When a call of an API trigger is answered: once the run is queued, or with what its last node returns."""

    IMMEDIATELY = "IMMEDIATELY"
    LAST_NODE = "LAST_NODE"


class ScheduleUnit(StrEnum):
    """The unit of the time between two runs."""

    MINUTES = "MINUTES"
    HOURS = "HOURS"
    DAYS = "DAYS"


class Trigger(Part):
    """One thing that starts runs. Which fields belong to which type: `validate_trigger.py`.

    `filter` is an expression over the event: where it is not true no run begins. `trigger_id` is what callers name, of
    one API trigger in the environment. Schedules are in UTC: every so many minutes, hours at `at_minute`, or days at
    `at_hour` and `at_minute`.
    """

    id: str
    type: TriggerType
    event_types: tuple[str, ...] = ()
    filter: str | None = None
    trigger_id: str | None = None
    respond: Respond = Respond.IMMEDIATELY
    every: int | None = None
    unit: ScheduleUnit | None = None
    at_hour: int | None = None
    at_minute: int | None = None


class OnError(StrEnum):
    """What a node's failure means: the run's, nothing, or that the run goes on by the output `error`."""

    STOP = "STOP"
    CONTINUE = "CONTINUE"
    ERROR_OUTPUT = "ERROR_OUTPUT"


class Retry(Part):
    """How often a failing node is tried in all, and how long between two tries."""

    max_tries: int = Field(default=1, ge=1, le=MOST_TRIES)
    wait_seconds: int = Field(default=5, ge=0, le=LONGEST_RETRY_WAIT)


class Node(Part):
    """One step: a kind of action or of flow, and its parameters; a text in them may hold expressions."""

    id: str
    type: str
    params: dict[str, Any] = {}
    retry: Retry = Retry()
    on_error: OnError = OnError.STOP
    timeout_seconds: int = Field(default=LONGEST_NODE, ge=1, le=LONGEST_NODE)


class Edge(Part):
    """From an output of a node, or from a trigger, to the node that comes next."""

    source: str = Field(alias="from")
    output: str = "main"
    to: str


class Definition(Part):
    """What starts a workflow, what it does, and which other one is told where it fails.

    A trigger leads to the nodes that its edges name; without any, to every node that nothing leads to.
    """

    triggers: tuple[Trigger, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    error_workflow_id: str | None = None

    def node(self, node_id: str) -> Node:
        """Return the node of this id."""
        return next(each for each in self.nodes if each.id == node_id)

    def trigger(self, trigger_id: str) -> Trigger:
        """Return the trigger of this id."""
        return next(each for each in self.triggers if each.id == trigger_id)

    def triggers_of(self, kind: TriggerType) -> tuple[Trigger, ...]:
        """Return the triggers of one type."""
        return tuple(each for each in self.triggers if each.type is kind)

    def event_types(self) -> set[str]:
        """Return the types of events that may start it, or that one of its nodes may wait for."""
        waits = (each.params.get("forEvent") for each in self.nodes if each.type == "wait")
        awaited = {name for wait in waits if isinstance(wait, dict) for name in wait.get("eventTypes", ())}
        return {name for each in self.triggers for name in each.event_types} | awaited
