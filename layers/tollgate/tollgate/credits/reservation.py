"""Reservations: credits that are held while work runs, so that nobody else uses them."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from tollgate.credits.consumption import CreditBalance
from tollgate.credits.wallet import WalletKey
from tollgate.shared.entity import Amount, Entity, Instant, Value
from tollgate.shared.errors import BadUserInput, InvalidInput
from tollgate.shared.metadata import checked_metadata

LIVES_FOR = timedelta(hours=1)
LONGEST = timedelta(hours=24)
_LONGEST_ID = 255


class ReservationStatus(StrEnum):
    """Whether credits are held, or were let go."""

    ACTIVE = "ACTIVE"
    RELEASED = "RELEASED"


class ReservationTerms(Value):
    """What is to be held: so many credits under an id, for some seconds or until an instant."""

    id: str | None = None
    amount: Amount
    seconds: int | None = None
    expires_at: Instant | None = None
    metadata: dict[str, str] | None = None

    def checked(self) -> Self:
        """Return the terms, or raise `InvalidInput` naming what cannot be; without an id a retry would hold twice."""
        if self.id is None:
            raise BadUserInput("Give a reservationId: sent again it holds nothing more", field="reservationId")
        if not 0 < len(self.id) <= _LONGEST_ID:
            raise InvalidInput(f"reservationId must have 1-{_LONGEST_ID} characters", field="reservationId")
        if self.seconds is not None and self.expires_at is not None:
            message = "Send either reservationTtlSeconds or reservationExpiresAt"
            raise InvalidInput(message, field="reservationExpiresAt")
        if self.seconds is not None and not 1 <= self.seconds <= LONGEST.total_seconds():
            raise InvalidInput("reservationTtlSeconds must be between 1 and 86400", field="reservationTtlSeconds")
        return self.but(metadata=checked_metadata(self.metadata) if self.metadata is not None else None)

    def until(self, now: datetime) -> datetime:
        """Return when the reservation expires; raises `InvalidInput` for an instant that is past or a day ahead."""
        if self.expires_at is None:
            return now + (timedelta(seconds=self.seconds) if self.seconds is not None else LIVES_FOR)
        if not now < self.expires_at <= now + LONGEST:
            message = "reservationExpiresAt must lie ahead, by at most 24 hours"
            raise InvalidInput(message, field="reservationExpiresAt")
        return self.expires_at


class Reservation(Entity):
    """A reservation as it is remembered, with what was answered to it; `consumed_amount` once it is released.

    The wallet it holds credits of is its resource's, or the customer's where that one drew on it. `asked` is what it
    was asked with, by which a repeat is known.
    """

    id: str
    customer_id: str
    resource_id: str | None = None
    wallet_resource_id: str | None = None
    currency_id: str
    asked: ReservationTerms
    amount: Amount
    expires_at: Instant
    status: ReservationStatus = ReservationStatus.ACTIVE
    consumed_amount: Amount | None = None
    balance: CreditBalance

    @property
    def wallet(self) -> WalletKey:
        """Return the wallet that it holds credits of."""
        return WalletKey(self.customer_id, self.wallet_resource_id, self.currency_id)
