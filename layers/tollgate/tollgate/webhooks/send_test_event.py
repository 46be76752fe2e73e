"""Send an endpoint what an event of a type may look like, and tell what it answered. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tollgate.event_catalogue.samples import sample_body
from tollgate.shared.entity import Value, wire_instant
from tollgate.shared.scope import Scope
from tollgate.webhooks.managing import Managing, found, reachable_endpoint
from tollgate.webhooks.sending import WebhookSender
from tollgate.webhooks.settings import checked_type

LONGEST_TEST = timedelta(seconds=20)
"""Whoever asks waits for the answer, and the API answers within 30 seconds."""


class TriedEndpoint(Value):
    """What an endpoint answered to a sample, and the sample. Without an answer the text says why there is none."""

    response_success: bool
    response_status_code: int | None
    response_status_text: str | None
    payload: dict[str, Any]


@dataclass(frozen=True)
class Trying:
    """The ports that test events work with."""

    managing: Managing
    sender: WebhookSender


def try_webhook(scope: Scope, webhook_id: str, event_type: str, trying: Trying) -> TriedEndpoint:
    """Return what the endpoint of a webhook answered, whether it is switched on or not; raises `WebhookNotFound`."""
    checked = checked_type(event_type, field="eventType")
    webhook = found(scope, webhook_id, trying.managing.webhooks)
    return _sent(scope, webhook.endpoint, webhook.secrets_at(trying.managing.clock.now()), checked, trying)


def try_endpoint(scope: Scope, endpoint: str, event_type: str, trying: Trying) -> TriedEndpoint:
    """Return what any endpoint answered; it is signed to where a webhook of the environment has it.

    Raises `InvalidInput` for an endpoint that no webhook may have.
    """
    checked = checked_type(event_type, field="eventType")
    canonical = reachable_endpoint(scope, endpoint, field="endpoint", managing=trying.managing)
    now = trying.managing.clock.now()
    same = (each for each in trying.managing.webhooks.all(scope) if each.endpoint == canonical)
    secrets = next((each.secrets_at(now) for each in same), ())
    return _sent(scope, canonical, secrets, checked, trying)


def _sent(scope: Scope, endpoint: str, secrets: Sequence[str], event_type: str, trying: Trying) -> TriedEndpoint:
    now, message_id = trying.managing.clock.now(), trying.managing.ids.uuid()
    envelope = {"messageId": message_id, "traceId": message_id, "timestamp": wire_instant(now)}
    owner = {"accountId": scope.account_id, "environmentId": scope.environment_id}
    body = {**sample_body(event_type), **envelope, **owner}
    outcome = trying.sender.send(endpoint, secrets, body, message_id=message_id, at=now, within=LONGEST_TEST)
    return TriedEndpoint(
        response_success=outcome.is_success,
        response_status_code=outcome.status_code,
        response_status_text=outcome.status_text if outcome.error is None else outcome.error,
        payload=body,
    )
