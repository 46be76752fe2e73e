"""Make a webhook: it is told of events from now on."""

from typing import Any

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.webhooks.errors import MOST_WEBHOOKS, TooManyWebhooks
from tollgate.webhooks.listening import say_what_webhooks_hear
from tollgate.webhooks.managing import Managing, reachable_endpoint
from tollgate.webhooks.settings import checked_secret, checked_types, configured
from tollgate.webhooks.webhook import Webhook, WebhookStatus


class CreateWebhookRequest(Value):
    """What a new webhook is to be. Without a secret one is made."""

    scope: Scope
    endpoint: str
    description: str | None = None
    event_types: tuple[str, ...]
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret: str | None = None
    thresholds: tuple[Any, ...] | None = None
    configuration: dict[str, Any] | None = None


def create_webhook(request: CreateWebhookRequest, managing: Managing) -> Webhook:
    """Return the new webhook; raises `InvalidInput` for what it cannot be, and `TooManyWebhooks`."""
    scope = request.scope
    event_types = checked_types(request.event_types, field="eventTypes")
    said = configured(request.thresholds, request.configuration)
    secret = checked_secret(request.secret, field="secret") if request.secret is not None else None
    endpoint = reachable_endpoint(scope, request.endpoint, field="endpoint", managing=managing)
    managing.listeners.begin_change(scope)  # of two that are added at a time, one looks again
    others = managing.webhooks.all(scope)
    if len(others) >= MOST_WEBHOOKS:
        raise TooManyWebhooks.of()
    now = managing.clock.now()
    webhook = Webhook(
        id=managing.ids.uuid(),
        description=request.description,
        endpoint=endpoint,
        event_types=event_types,
        status=request.status,
        secret=secret or managing.secrets.signing_secret(),
        created_at=now,
        updated_at=now,
        **said,
    )
    managing.webhooks.add(scope, webhook)
    say_what_webhooks_hear(scope, [*others, webhook], managing.listeners)
    return webhook
