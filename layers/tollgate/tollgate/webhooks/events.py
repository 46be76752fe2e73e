"""What webhooks tell of. The published enumeration has no word for either: only the product itself hears of it."""

from datetime import datetime
from typing import ClassVar, Self

from tollgate.shared.entity import wire_instant
from tollgate.shared.events import DomainEvent
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.webhook import Webhook


class WebhookPaused(DomainEvent):
    """A webhook was switched off because its endpoint failed for days."""

    event_type: ClassVar[str] = "WEBHOOK_PAUSED"
    source: ClassVar[str] = "webhooks"

    @classmethod
    def of(cls, webhook: Webhook, *, at: datetime) -> Self:
        """Return the event about this webhook; its endpoint may hold a secret and is left out."""
        since = wire_instant(webhook.failing_since) if webhook.failing_since is not None else None
        payload = {"id": webhook.id, "description": webhook.description, "failingSince": since}
        return cls(aggregate=f"WEBHOOK#{webhook.id}", occurred_at=at, payload=payload)


class WebhookDeliveryReplayed(DomainEvent):
    """Somebody wants a delivery attempted anew; what sends it on its way hears of it."""

    event_type: ClassVar[str] = "WEBHOOK_DELIVERY_REPLAYED"
    source: ClassVar[str] = "webhooks"

    @classmethod
    def of(cls, delivery: Delivery, *, at: datetime) -> Self:
        """Return the event about this delivery, at the beginning of its new round."""
        payload = {"webhookId": delivery.webhook_id, "messageId": delivery.id, "replays": delivery.replays}
        return cls(aggregate=f"WEBHOOK#{delivery.webhook_id}", occurred_at=at, payload=payload)
