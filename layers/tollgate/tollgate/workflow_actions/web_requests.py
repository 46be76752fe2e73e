"""What workflows send over the open internet: requests, webhooks and messages for Slack."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import BaseModel

from tollgate import wiring
from tollgate.api.workflows import plain
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.webhooks.managing import found
from tollgate.webhooks.webhook import WebhookStatus
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part
from tollgate.workflows.errors import ActionFailed

_SLACK = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")
_OWN_HEADERS = frozenset(("host", "content-length", "connection", "transfer-encoding"))
"""Headers that belong to the connection, not to who asks."""


class Method(StrEnum):
    """The methods of requests."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class RequestParams(Part):
    """A request. A body that is no text is sent as JSON; `acceptStatus` lists what else than 2xx is no failure.

    `query` goes behind what the URL asks already: a list names its parameter once for each, null leaves it out.
    """

    method: Method = Method.GET
    url: str
    headers: dict[str, str] = {}
    query: dict[str, Any] = {}
    body: Any = None
    accept_status: list[int] = []


class WebhookParams(Part):
    """A body for a webhook of the environment, or for another endpoint, signed with a secret where there is one."""

    webhook_id: str | None = None
    endpoint: str | None = None
    secret: str | None = None
    body: dict[str, Any]


class SlackParams(Part):
    """A message for the incoming webhook of a Slack channel."""

    webhook_url: str
    text: str
    blocks: list[Any] | None = None


class RequestOutput(Value):
    """What was answered to a request."""

    status_code: int
    headers: dict[str, str]
    body: Any


class WebhookOutput(Value):
    """What an endpoint answered to a body that it took."""

    status_code: int


def _request(call: ActionCall, params: RequestParams) -> BaseModel:
    body, kind = _encoded(plain(params.body))
    own = {name.lower(): value for name, value in params.headers.items()}
    own = {name: value for name, value in own.items() if name not in _OWN_HEADERS}
    headers = {**_agent(call), **({"content-type": kind} if body is not None else {}), **own}
    asked = _with_query(params.url, plain(params.query))
    url = call.transact(lambda: wiring.outside_url(call.scope, asked, field="url"))
    reply = wiring.workflow_http().request(params.method.value, url, headers=headers, body=body, within=_within(call))
    if not 200 <= reply.status_code < 300 and reply.status_code not in params.accept_status:
        raise ActionFailed(f"The answer was {reply.status_code}", statusCode=reply.status_code)
    return RequestOutput(**dict(reply))


def _webhook(call: ActionCall, params: WebhookParams) -> BaseModel:
    endpoint, secrets = call.transact(lambda: _addressee(call, params))
    outcome = wiring.webhook_sender().send(
        endpoint,
        secrets,
        plain(params.body),
        message_id=call.idempotency_key,
        at=wiring.clock().now(),
        within=_within(call),
    )
    if outcome.status_code is None or not outcome.is_success:
        raise ActionFailed(outcome.error or f"The answer was {outcome.status_code}", statusCode=outcome.status_code)
    return WebhookOutput(status_code=outcome.status_code)


def _addressee(call: ActionCall, params: WebhookParams) -> tuple[str, tuple[str, ...]]:
    """Return where a body goes, and the secrets that it is signed with."""
    if (params.webhook_id is None) == (params.endpoint is None):
        raise InvalidInput("Give one of webhookId and endpoint", field="webhookId")
    if params.webhook_id is None:
        endpoint = wiring.outside_url(call.scope, params.endpoint or "", field="endpoint")
        return endpoint, (params.secret,) if params.secret is not None else ()
    if params.secret is not None:
        raise InvalidInput("A webhook has secrets of its own; leave secret out", field="secret")
    webhook = found(call.scope, params.webhook_id, wiring.webhooks())
    if webhook.status is not WebhookStatus.ACTIVE:
        raise ActionFailed(f"The webhook {webhook.id} is switched off")
    return webhook.endpoint, webhook.secrets_at(wiring.clock().now())


def _slack(call: ActionCall, params: SlackParams) -> BaseModel:
    if not params.webhook_url.startswith(_SLACK) and not wiring.is_allowed_host(params.webhook_url):
        raise ActionFailed(f"webhookUrl begins with {_SLACK[0]}")
    message = {"text": params.text, **({"blocks": params.blocks} if params.blocks is not None else {})}
    asked = RequestParams(method=Method.POST, url=params.webhook_url, body=message)
    return _request(call, asked)


def _with_query(url: str, query: Mapping[str, Any]) -> str:
    pairs = [(name, each) for name, value in query.items() for each in (value if isinstance(value, list) else [value])]
    texts = [(name, each if isinstance(each, str) else json.dumps(each)) for name, each in pairs if each is not None]
    if not texts:
        return url
    try:
        parts = urlsplit(url)
    except ValueError as wrong:
        raise InvalidInput(f"url is no URL: {wrong}", field="url") from wrong
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(texts))))))


def _encoded(body: Any) -> tuple[bytes | None, str]:
    if body is None or isinstance(body, str):
        return body.encode() if isinstance(body, str) else None, "text/plain; charset=utf-8"
    return json.dumps(body).encode(), "application/json"


def _agent(call: ActionCall) -> Mapping[str, str]:
    return {"user-agent": "tollgate-workflow", "idempotency-key": call.idempotency_key}


def _within(call: ActionCall) -> timedelta:
    return timedelta(seconds=call.timeout_seconds)


WEB_ACTIONS = (
    ProductAction("httpRequest", RequestParams, _request, is_staged=False),
    ProductAction("sendWebhook", WebhookParams, _webhook, is_staged=False),
    ProductAction("sendSlackMessage", SlackParams, _slack, is_staged=False),
)
