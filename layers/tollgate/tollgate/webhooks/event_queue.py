"""A durable queue of an environment: it keeps for 14 days what webhooks are told of, until somebody takes it."""

import re
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self

from tollgate.shared.entity import Entity, Instant
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

_SUFFIX = re.compile(r"[a-z0-9-]{1,12}")
_OWNER_DIGITS = 24
"""96 bits tell environments apart, and leave room for the stage in the 80 characters of a name."""


class EventQueueStatus(StrEnum):
    """Only ACTIVE queues are told of events. The others are on their way to be, or not to be, or could not be made."""

    PROVISIONING = "PROVISIONING"
    ACTIVE = "ACTIVE"
    DEPROVISIONING = "DEPROVISIONING"
    FAILED = "FAILED"


class EventQueue(Entity):
    """The queue of an environment: what it is called where, and which types of events it is told of."""

    queue_name: str
    queue_url: str | None = None
    region: str
    suffix: str | None = None
    status: EventQueueStatus = EventQueueStatus.PROVISIONING
    event_types: tuple[str, ...]
    created_at: Instant
    updated_at: Instant

    def hears_of(self, event_type: str) -> bool:
        """Tell whether events of this type are sent to it now."""
        return self.status is EventQueueStatus.ACTIVE and event_type in self.event_types

    def in_status(self, status: EventQueueStatus, *, at: datetime) -> Self:
        """Return the queue in another status."""
        return self.but(status=status, updated_at=at)

    def active(self, queue_url: str, *, at: datetime) -> Self:
        """Return the queue once there is one at this address."""
        return self.but(status=EventQueueStatus.ACTIVE, queue_url=queue_url, updated_at=at)


def queue_name_of(scope: Scope, prefix: str, suffix: str | None) -> str:
    """Return what the queue of an environment is called: the same whenever it is asked for."""
    owner = sha256(f"{scope.account_id}/{scope.environment_id}".encode()).hexdigest()[:_OWNER_DIGITS]
    return "-".join(filter(None, (prefix, owner, suffix)))


def checked_suffix(suffix: str) -> str:
    """Return the suffix; raises `InvalidInput` for one that no queue may have."""
    if not _SUFFIX.fullmatch(suffix):
        raise InvalidInput("suffix is 1 to 12 lower-case letters, digits and dashes", field="suffix")
    return suffix
