"""How an endpoint does: how much waiting it cost since it last answered well, and whether it is left alone. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from tollgate.shared.entity import Instant, Value
from tollgate.webhooks.delivery import DeliveryAttempt
from tollgate.webhooks.webhook import Webhook, WebhookStatus

STRAIN_BEFORE_REST = 100
"""As much as 14 deliveries that ran their whole course, or as 10 attempts that waited 30 seconds each."""
_MS_PER_STRAIN = 3_000
"""An attempt counts once, and once more for every 3 seconds that others might have had."""

SHORTEST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=7)
"""The first rest is as long as attempts are apart, each next one twice as long. Twice the longest a queue can delay."""
_PARTS = 1000

PAUSED_AFTER = timedelta(days=3)
"""A weekend passes until an endpoint that nobody looks after is switched off."""


class Health(Value):
    """What is known of an endpoint that failed: since when, its strain, and until when it is left alone.

    There is none of an endpoint that did well at its last attempt. `rest` is how long the present rest is.
    """

    since: Instant
    strain: int
    rests_until: Instant | None = None
    rest: timedelta = timedelta()

    @property
    def is_worn(self) -> bool:
        """Tell whether the endpoint is left alone but for one attempt at the end of each rest."""
        return self.strain >= STRAIN_BEFORE_REST

    def wait(self, now: datetime) -> timedelta:
        """Return how long its deliveries wait until one of them may be tried."""
        return max(self.rests_until - now, timedelta()) if self.rests_until is not None else timedelta()

    def turn_of(self, message_id: str) -> timedelta:
        """Return how long after a rest a delivery comes: all at once they would stand in the way of others."""
        return self.next_rest * (crc32(message_id.encode()) % _PARTS) / _PARTS

    @property
    def next_rest(self) -> timedelta:
        """Return how long it is left alone next."""
        return min(max(2 * self.rest, SHORTEST_REST), LONGEST_REST)


def strain_of(attempts: Sequence[DeliveryAttempt]) -> int:
    """Return the strain of attempts that came to nothing."""
    return sum(1 + each.latency_ms // _MS_PER_STRAIN for each in attempts)


def webhook_after(webhook: Webhook, health: Health | None, *, now: datetime) -> Webhook | None:
    """Return the webhook as its endpoint's health makes it, None where it stays as it is.

    It says since when it fails once its endpoint is worn, forgets that with the first delivery, and is switched off
    where it was so for days.
    """
    if webhook.status is not WebhookStatus.ACTIVE:
        return None
    if health is None:
        return webhook.but(failing_since=None) if webhook.failing_since is not None else None
    if not health.is_worn:
        return None
    # What was switched on again, or given another endpoint, has its days anew.
    since = webhook.failing_since or max(health.since, webhook.updated_at)
    if now - since >= PAUSED_AFTER:
        return webhook.but(status=WebhookStatus.INACTIVE, failing_since=since, paused_at=now, updated_at=now)
    return webhook.but(failing_since=since) if webhook.failing_since is None else None
