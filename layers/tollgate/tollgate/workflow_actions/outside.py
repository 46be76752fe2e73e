"""What workflows do outside this product: requests, webhooks, e-mail, Slack, events on the bus, functions."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

from tollgate import wiring
from tollgate.api.workflows import plain
from tollgate.shared.entity import Value
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part
from tollgate.workflows.errors import ActionFailed
from tollgate.workflows.outside import Email

_LONGEST_TEXT = 100_000
_SLACK = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")
_OWN_HEADERS = frozenset(("host", "content-length", "connection", "transfer-encoding"))
"""Headers that belong to the connection, not to who asks."""

Addresses = Annotated[list[str], Field(min_length=1, max_length=50)]


class Method(StrEnum):
    """The methods of requests."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class RequestParams(Part):
    """A request. A body that is no text is sent as JSON; `acceptStatus` lists what else than 2xx is no failure."""

    method: Method = Method.GET
    url: str
    headers: dict[str, str] = {}
    body: Any = None
    accept_status: list[int] = []


class WebhookParams(Part):
    """A body for an endpoint, signed with a secret where there is one, as webhooks are."""

    endpoint: str
    body: dict[str, Any]
    secret: str | None = None


class SlackParams(Part):
    """A message for the incoming webhook of a Slack channel."""

    webhook_url: str
    text: str
    blocks: list[Any] | None = None


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
    """An event for the bus, with the source of workflows."""

    detail_type: Annotated[str, Field(min_length=1, max_length=128)]
    detail: dict[str, Any]


class FunctionParams(Part):
    """A function of Lambda, and what it is called with; where `wait`, its result is the output."""

    function_name: str
    payload: Any = None
    wait: bool = True


class Output(Value):
    """What an action outside came to."""

    result: Any = None


class RequestOutput(Value):
    """What was answered to a request."""

    status_code: int
    headers: dict[str, str]
    body: Any


def _request(call: ActionCall, params: RequestParams) -> BaseModel:
    body, kind = _encoded(plain(params.body))
    own = {name: value for name, value in params.headers.items() if name.lower() not in _OWN_HEADERS}
    headers = {**_agent(call), **({"content-type": kind} if body is not None else {}), **_lower(own)}
    url = call.transact(lambda: wiring.outside_url(call.scope, params.url, field="url"))
    reply = wiring.workflow_http().request(params.method.value, url, headers=headers, body=body, within=_within(call))
    if not 200 <= reply.status_code < 300 and reply.status_code not in params.accept_status:
        raise ActionFailed(f"The answer was {reply.status_code}", statusCode=reply.status_code)
    return RequestOutput(**dict(reply))


def _webhook(call: ActionCall, params: WebhookParams) -> BaseModel:
    endpoint = call.transact(lambda: wiring.outside_url(call.scope, params.endpoint, field="endpoint"))
    outcome = wiring.webhook_sender().send(
        endpoint,
        [params.secret] if params.secret is not None else [],
        plain(params.body),
        message_id=call.idempotency_key,
        at=wiring.clock().now(),
        within=_within(call),
    )
    if not outcome.is_success:
        raise ActionFailed(outcome.error or f"The answer was {outcome.status_code}")
    return Output(result={"statusCode": outcome.status_code})


def _slack(call: ActionCall, params: SlackParams) -> BaseModel:
    if not params.webhook_url.startswith(_SLACK) and not wiring.is_allowed_host(params.webhook_url):
        raise ActionFailed(f"webhookUrl begins with {_SLACK[0]}")
    message = {"text": params.text, **({"blocks": params.blocks} if params.blocks is not None else {})}
    asked = RequestParams(method=Method.POST, url=params.webhook_url, body=message)
    return _request(call, asked)


def _email(call: ActionCall, params: EmailParams) -> BaseModel:
    mailer = wiring.workflow_mailer()
    if params.sender not in mailer.senders:
        allowed = ", ".join(mailer.senders) or "none: the deployment sets WorkflowEmailFrom"
        raise ActionFailed(f"Mail may come from {allowed}")
    if params.text is None and params.html is None:
        raise ActionFailed("Give the message a text, html, or both")
    email = Email(
        **{**dict(params), "to": tuple(params.to), "cc": tuple(params.cc), "reply_to": tuple(params.reply_to)}
    )
    return Output(result={"messageId": mailer.send(email)})


def _event(call: ActionCall, params: EventParams) -> BaseModel:
    scope = {"accountId": call.scope.account_id, "environmentId": call.scope.environment_id}
    detail = {**plain(params.detail), "idempotencyKey": call.idempotency_key}
    return Output(result={"eventId": wiring.workflow_events().put(params.detail_type, detail, scope=scope)})


def _function(call: ActionCall, params: FunctionParams) -> BaseModel:
    functions = wiring.workflow_functions()
    if not params.function_name.startswith(functions.prefix):
        raise ActionFailed(f"The names of functions that workflows may call begin with {functions.prefix}")
    payload = {"payload": plain(params.payload), "idempotencyKey": call.idempotency_key, "runId": call.run_id}
    result = functions.invoke(params.function_name, payload, is_awaited=params.wait, within=_within(call))
    return Output(result=result)


def _encoded(body: Any) -> tuple[bytes | None, str]:
    if body is None or isinstance(body, str):
        return body.encode() if isinstance(body, str) else None, "text/plain; charset=utf-8"
    return json.dumps(body).encode(), "application/json"


def _agent(call: ActionCall) -> Mapping[str, str]:
    return {"user-agent": "tollgate-workflow", "idempotency-key": call.idempotency_key}


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _within(call: ActionCall) -> timedelta:
    return timedelta(seconds=call.timeout_seconds)


OUTSIDE_ACTIONS = (
    ProductAction("httpRequest", RequestParams, _request, is_staged=False),
    ProductAction("sendWebhook", WebhookParams, _webhook, is_staged=False),
    ProductAction("sendSlackMessage", SlackParams, _slack, is_staged=False),
    ProductAction("sendEmail", EmailParams, _email, is_staged=False),
    ProductAction("putEvent", EventParams, _event, is_staged=False),
    ProductAction("invokeLambda", FunctionParams, _function, is_staged=False),
)
