"""Change a webhook. One that somebody switches on or off starts afresh, whatever its endpoint did before."""

from typing import Any

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.webhooks.listening import say_what_webhooks_hear
from tollgate.webhooks.managing import Managing, found, reachable_endpoint
from tollgate.webhooks.settings import checked_secret, checked_types, configured
from tollgate.webhooks.webhook import DEFAULT_THRESHOLDS, Webhook, WebhookStatus


class UpdateWebhookRequest(Value):
    """What is to change: the fields that are given. None clears the description, the thresholds and the configuration.

    Another secret is good at once, and the present one no more: `rotate_secret` leaves time to change.
    """

    scope: Scope
    id: str
    endpoint: str = ""
    description: str | None = None
    event_types: tuple[str, ...] = ()
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret: str = ""
    thresholds: tuple[Any, ...] | None = None
    configuration: dict[str, Any] | None = None


def update_webhook(request: UpdateWebhookRequest, managing: Managing) -> Webhook:
    """Return the changed webhook; raises `WebhookNotFound`, and `InvalidInput` for what it cannot be."""
    managing.listeners.begin_change(request.scope)
    webhook = found(request.scope, request.id, managing.webhooks)
    changed = webhook.but(**_changes(request, managing))
    if "status" in request.model_fields_set:
        changed = _switched_by_hand(changed, webhook)
    now = managing.clock.now()
    if "secret" in request.model_fields_set and request.secret != webhook.secret:
        secret = checked_secret(request.secret, field="secret")
        changed = changed.rotated(secret, grace_until=None, at=now)
    if changed == webhook:
        return webhook
    changed = changed.but(updated_at=now)
    others = [each for each in managing.webhooks.all(request.scope) if each.id != request.id]
    managing.webhooks.save(request.scope, changed)
    say_what_webhooks_hear(request.scope, [*others, changed], managing.listeners)
    return changed


def _changes(request: UpdateWebhookRequest, managing: Managing) -> dict[str, Any]:
    given = request.model_fields_set
    changes: dict[str, Any] = {name: getattr(request, name) for name in ("description", "status") if name in given}
    if "event_types" in given:
        changes["event_types"] = checked_types(request.event_types, field="eventTypes")
    if "endpoint" in given:
        changes["endpoint"] = reachable_endpoint(request.scope, request.endpoint, field="endpoint", managing=managing)
    return changes | _configuration(request)


def _configuration(request: UpdateWebhookRequest) -> dict[str, Any]:
    given = request.model_fields_set
    thresholds = request.thresholds
    if "thresholds" in given and thresholds is None:
        thresholds = DEFAULT_THRESHOLDS
    configuration = request.configuration
    if "configuration" in given and configuration is None:
        configuration = {}
    return configured(thresholds, configuration)


def _switched_by_hand(changed: Webhook, former: Webhook) -> Webhook:
    """Return the webhook without what its endpoint did before, where somebody switched it on, or off for good."""
    if changed.status is former.status and former.paused_at is None:
        return changed
    return changed.but(paused_at=None, failing_since=None)
