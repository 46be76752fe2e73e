"""What the nodes do that lead a run: if, switch, filter, wait, merge, stop, respond, executeWorkflow. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from tollgate.workflows.definition import Node
from tollgate.workflows.expressions import is_true, rendered
from tollgate.workflows.flow_params import (
    LONGEST_WAIT,
    ConditionParams,
    ExecuteParams,
    RespondParams,
    StopParams,
    SwitchParams,
    WaitParams,
)
from tollgate.workflows.functions import instant_of
from tollgate.workflows.outcome import Fails, Outcome, Starts, Waits, Went
from tollgate.workflows.run import RunError, Token

Context = Mapping[str, Any]

STOPPED = "WorkflowStopped"


def led(node: Node, token: Token, context: Context, *, now: datetime) -> Outcome:
    """Return what a node that leads the run comes to; raises `ExpressionFailed` where an expression has no value."""
    return _WAYS[node.type](node, token, context, now)


def _if(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    holds = is_true(ConditionParams.model_validate(node.params).condition, context)
    return Went("true" if holds else "false", context["input"])


def _filter(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    holds = is_true(ConditionParams.model_validate(node.params).condition, context)
    return Went("main" if holds else None, context["input"])


def _switch(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    cases = SwitchParams.model_validate(node.params).cases
    chosen = next((each.output for each in cases if is_true(each.condition, context)), "default")
    return Went(chosen, context["input"])


def _wait(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    params = WaitParams.model_validate(node.params)
    if token.is_waiting:
        return Went("timeout" if params.for_event is not None else "main", context["input"])
    if params.for_event is not None:
        seconds = params.for_event.timeout_seconds
        ends_at = now + timedelta(seconds=seconds) if seconds is not None else None
        return Waits(wake_at=ends_at, awaits=params.for_event.event_types)
    try:
        wake_at = _instant_of(params, context, now)
    except (ValueError, ArithmeticError) as wrong:
        return Fails(RunError(code="BadUserInput", message=f"wait: {wrong}", node_id=node.id))
    return Waits(wake_at=wake_at) if wake_at > now else Went("main", context["input"])


def _instant_of(params: WaitParams, context: Context, now: datetime) -> datetime:
    if params.until is not None:
        until = instant_of(rendered(params.until, context))
        if until > now + timedelta(seconds=LONGEST_WAIT):
            raise ValueError("until is more than a year ahead")
        return until
    asked = rendered(params.seconds, context)
    try:
        seconds = Decimal(str(asked))
    except InvalidOperation as wrong:
        raise ValueError(f"seconds is {asked!r}, which is no number") from wrong
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ValueError(f"seconds is from 0 to {LONGEST_WAIT}")
    return now + timedelta(seconds=int(seconds))


def _merge(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    return Went("main", context["input"])


def _stop(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    message = rendered(StopParams.model_validate(node.params).message, context)
    return Fails(RunError(code=STOPPED, message=str(message), node_id=node.id), is_final=True)


def _respond(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    body = rendered(RespondParams.model_validate(node.params).body, context)
    return Went("main", body, response=body, has_response=True)


def _execute(node: Node, token: Token, context: Context, now: datetime) -> Outcome:
    params = ExecuteParams.model_validate(rendered(node.params, context))
    given = context["input"] if params.input is None else params.input
    return Starts(workflow_id=params.workflow_id, input=given, is_awaited=params.wait)


_WAYS: dict[str, Callable[[Node, Token, Context, datetime], Outcome]] = {
    "if": _if,
    "switch": _switch,
    "filter": _filter,
    "wait": _wait,
    "merge": _merge,
    "stop": _stop,
    "respond": _respond,
    "executeWorkflow": _execute,
}
