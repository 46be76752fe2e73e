"""A webhook: an endpoint of another system, the events it hears of, and the secret that proves who tells it."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant, Value

DEFAULT_THRESHOLDS = (80, 100)
"""Per cent of a limit at which usage is told of where nothing else is set (`integrations-widgets-workflows.md` 1.1)."""


class WebhookStatus(StrEnum):
    """Only ACTIVE webhooks are told of events."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class FormerSecret(Value):
    """A secret that a rotation replaced; deliveries are signed with it too until its grace is over."""

    secret: str
    valid_until: Instant


class Webhook(Entity):
    """An endpoint that is told of events of some types.

    `id` is a UUID. `event_types` are published types. `thresholds` are per cent of a limit, at which this webhook hears
    of `ENTITLEMENT_USAGE_EXCEEDED`. `configuration` is whatever else a caller keeps with it. `failing_since` is the
    instant of the first of the deliveries that came to nothing one after another, `paused_at` when deliveries were
    switched off because of that; both are cleared by a delivery, or by switching the webhook on again.
    """

    id: str
    description: str | None = None
    endpoint: str
    event_types: tuple[str, ...]
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret: str
    former_secrets: tuple[FormerSecret, ...] = ()
    thresholds: tuple[int, ...] = DEFAULT_THRESHOLDS
    configuration: dict[str, object] = {}
    failing_since: Instant | None = None
    paused_at: Instant | None = None
    created_at: Instant
    updated_at: Instant

    def hears_of(self, event_type: str) -> bool:
        """Tell whether events of this type are delivered to it now."""
        return self.status is WebhookStatus.ACTIVE and event_type in self.event_types

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that deliveries are signed with, the present one first."""
        return (self.secret, *(former.secret for former in self.former_secrets if now < former.valid_until))

    def rotated(self, secret: str, *, grace_until: Instant | None, at: Instant) -> Self:
        """Return the webhook with a new secret; the present one stays good until the end of the grace, if any."""
        kept = [former for former in self.former_secrets if at < former.valid_until]
        if grace_until is not None and grace_until > at:
            kept.append(FormerSecret(secret=self.secret, valid_until=grace_until))
        return self.but(secret=secret, former_secrets=tuple(kept), updated_at=at)
