"""Let a webhook show how its endpoint does, and switch it off where that was bad for days."""

from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery_ports import Settling
from tollgate.webhooks.events import WebhookPaused
from tollgate.webhooks.health import webhook_after
from tollgate.webhooks.webhook import Webhook, WebhookStatus


def settle_webhook(scope: Scope, webhook_id: str, ports: Settling) -> Webhook | None:
    """Stage the webhook as its endpoint's health makes it; return it where that is another than before."""
    webhook = ports.webhooks.find(scope, webhook_id)
    if webhook is None:
        return None
    now = ports.clock.now()
    changed = webhook_after(webhook, ports.log.health(scope, webhook_id), now=now)
    if changed is None:
        return None
    ports.webhooks.save(scope, changed)
    if changed.status is WebhookStatus.INACTIVE:
        ports.events.record(scope, WebhookPaused.of(changed, at=now))
    return changed
