"""What workflows have services of AWS do: send e-mail, put events on buses, call functions."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field

from tollgate import wiring
from tollgate.api.workflows import plain
from tollgate.shared.entity import Value
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part
from tollgate.workflows.errors import ActionFailed
from tollgate.workflows.outside import CustomEvent, Email

_LONGEST_TEXT = 100_000

Addresses = Annotated[list[str], Field(min_length=1, max_length=50)]


class EmailParams(Part):
    """An e-mail, in plain text, in HTML, or both; `from` is one of the deployment's own addresses."""

    sender: str = Field(alias="from")
    to: Addresses
    cc: list[str] = []
    reply_to: list[str] = []
    subject: Annotated[str, Field(min_length=1, max_length=998)]
    text: Annotated[str | None, Field(max_length=_LONGEST_TEXT)] = None
    html: Annotated[str | None, Field(max_length=_LONGEST_TEXT)] = None


class EventParams(Part):
    """An event for the deployment's bus, or for another that the deployment names."""

    detail_type: Annotated[str, Field(min_length=1, max_length=128)]
    detail: dict[str, Any]
    bus_name: str | None = None


class FunctionParams(Part):
    """A function of Lambda, and what it is called with; where `wait`, its result is the output."""

    function_name: str
    payload: Any = None
    wait: bool = True


class Output(Value):
    """What a service answered."""

    result: Any = None


def _email(call: ActionCall, params: EmailParams) -> BaseModel:
    mailer = wiring.workflow_mailer()
    if params.sender not in mailer.senders:
        allowed = ", ".join(mailer.senders) or "nowhere: the deployment sets WorkflowEmailFrom"
        raise ActionFailed(f"Mail may come from {allowed}")
    if params.text is None and params.html is None:
        raise ActionFailed("Give the message a text, html, or both")
    email = Email(
        **{**dict(params), "to": tuple(params.to), "cc": tuple(params.cc), "reply_to": tuple(params.reply_to)}
    )
    return Output(result={"messageId": mailer.send(email, within=_within(call))})


def _event(call: ActionCall, params: EventParams) -> BaseModel:
    events = wiring.workflow_events()
    if params.bus_name is not None and params.bus_name not in events.others:
        allowed = ", ".join(events.others) or "there are none: the deployment sets WorkflowEventBuses"
        raise ActionFailed(f"The buses that events may be put on beside the deployment's own: {allowed}")
    event = CustomEvent(
        detail_type=params.detail_type,
        scope=call.scope,
        payload=plain(params.detail),
        idempotency_key=call.idempotency_key,
    )
    return Output(result={"eventId": events.put(event, bus=params.bus_name, within=_within(call))})


def _function(call: ActionCall, params: FunctionParams) -> BaseModel:
    functions = wiring.workflow_functions()
    if not params.function_name.startswith(functions.prefix):
        raise ActionFailed(f"The names of functions that workflows may call begin with {functions.prefix}")
    payload = {"payload": plain(params.payload), "idempotencyKey": call.idempotency_key, "runId": call.run_id}
    result = functions.invoke(params.function_name, payload, is_awaited=params.wait, within=_within(call))
    return Output(result=result)


def _within(call: ActionCall) -> timedelta:
    return timedelta(seconds=call.timeout_seconds)


SERVICE_ACTIONS = (
    ProductAction("sendEmail", EmailParams, _email, is_staged=False),
    ProductAction("putEvent", EventParams, _event, is_staged=False),
    ProductAction("invokeLambda", FunctionParams, _function, is_staged=False),
)
