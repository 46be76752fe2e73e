"""An API key: what names the environment of a call and says what the call may do."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant
from tollgate.shared.scope import KeyKind, Scope

_SHOWN = 11
"""How many characters of a secret stay visible: the prefix and four of forty, enough to recognise it by."""


class ApiKeyStatus(StrEnum):
    """Whether a key works. EXPIRING keys still do, until the grace of their rotation is over."""

    ACTIVE = "ACTIVE"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ApiKey(Entity):
    """A key of one environment. Its secret is kept as a hash; `prefix` is the part that may be shown again.

    `permissions` belong to scoped keys (`CUSTOMER:READ`). `expires_at` is set by a rotation, `revoked_at` by a
    revocation; a key with either is on its way out and gets no successor any more.
    """

    id: str
    scope: Scope
    environment_slug: str
    kind: KeyKind
    display_name: str
    permissions: tuple[str, ...] = ()
    secret_hash: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None

    def status_at(self, now: datetime) -> ApiKeyStatus:
        """Return whether the key works at this instant; its expiry is the first instant at which it does not."""
        if self.revoked_at is not None:
            return ApiKeyStatus.REVOKED
        if self.expires_at is None:
            return ApiKeyStatus.ACTIVE
        return ApiKeyStatus.EXPIRING if now < self.expires_at else ApiKeyStatus.EXPIRED

    def works_at(self, now: datetime) -> bool:
        """Tell whether calls with the key are answered at this instant."""
        return self.status_at(now) in {ApiKeyStatus.ACTIVE, ApiKeyStatus.EXPIRING}

    def expiring(self, *, at: Instant) -> Self:
        """Return the key as a rotation leaves it."""
        return self.but(expires_at=at)

    def revoked(self, *, at: Instant) -> Self:
        """Return the key as a revocation leaves it."""
        return self.but(revoked_at=at)


def prefix_of_kind(kind: KeyKind) -> str:
    """Return how secrets of this kind begin: only publishable ones may stand in a browser, and say so."""
    return "client" if kind is KeyKind.PUBLISHABLE else "server"


def shown_part(secret: str) -> str:
    """Return the beginning of a secret by which people recognise it."""
    return secret[:_SHOWN]
