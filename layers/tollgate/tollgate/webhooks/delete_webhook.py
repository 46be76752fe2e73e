"""Take a webhook away: it is told of nothing any more, and what it was told of is forgotten in time."""

from tollgate.shared.scope import Scope
from tollgate.webhooks.managing import Managing, ask_for_events, found
from tollgate.webhooks.webhook import Webhook


def delete_webhook(scope: Scope, webhook_id: str, managing: Managing) -> Webhook:
    """Return the webhook as it was; raises `WebhookNotFound`."""
    managing.listeners.begin_change(scope)
    webhook = found(scope, webhook_id, managing.webhooks)
    ask_for_events(scope, managing, but=webhook_id)
    managing.webhooks.delete(scope, webhook)
    return webhook
