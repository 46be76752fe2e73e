"""Take a webhook away: it is told of nothing any more, and what it was told of is forgotten in time."""

from tollgate.shared.scope import Scope
from tollgate.webhooks.listening import say_what_webhooks_hear
from tollgate.webhooks.managing import Managing, found
from tollgate.webhooks.webhook import Webhook


def delete_webhook(scope: Scope, webhook_id: str, managing: Managing) -> Webhook:
    """Return the webhook as it was; raises `WebhookNotFound`."""
    managing.listeners.begin_change(scope)
    webhook = found(scope, webhook_id, managing.webhooks)
    others = [each for each in managing.webhooks.all(scope) if each.id != webhook_id]
    managing.webhooks.delete(scope, webhook)
    say_what_webhooks_hear(scope, others, managing.listeners)
    return webhook
