"""The ledger of a wallet: append-only, each entry with its effect on the balance."""

from enum import StrEnum
from typing import NamedTuple

from tollgate.shared.entity import Amount, Entity, Instant, Value


class LedgerEventType(StrEnum):
    """What happened to credits."""

    GRANTED = "CREDITS_GRANTED"
    EXPIRED = "CREDITS_EXPIRED"
    CONSUMED = "CREDITS_CONSUMED"
    VOIDED = "CREDITS_VOIDED"
    UPDATED = "CREDITS_UPDATED"
    TRANSFER_SOURCE = "CREDITS_CONSUMPTION_TRANSFER_SOURCE"
    TRANSFER_TARGET = "CREDITS_CONSUMPTION_TRANSFER_TARGET"
    RESERVED = "CREDITS_RESERVED"
    RESERVATION_RELEASED = "CREDITS_RESERVATION_RELEASED"
    RESERVATION_EXPIRED = "CREDITS_RESERVATION_EXPIRED"


class Cause(Value):
    """Why credits are burnt: by which event or report, of which feature, and for which resource it was asked."""

    event_id: str | None = None
    feature_id: str | None = None
    resource_id: str | None = None


class ReservedPart(Value):
    """What became of the credits of one grant: so many were held, and so many are consumed of them."""

    grant_id: str
    held: Amount
    consumed: Amount


class LedgerEntry(Value):
    """One movement: `amount` is its effect on the balance.

    Of reservations, `parts` tell the grants that back them, and `hold_returned` what returned before the consumed
    credits were taken.
    """

    event_type: LedgerEventType
    grant_id: str
    amount: Amount
    at: Instant
    event_id: str | None = None
    feature_id: str | None = None
    resource_id: str | None = None
    reservation_id: str | None = None
    hold_returned: Amount | None = None
    parts: tuple[ReservedPart, ...] = ()
    metadata: dict[str, str] | None = None


class LedgerPage(Entity):
    """The entries of one change of a wallet, in their order: they are written together, or none of them is."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    sequence: int
    recorded_at: Instant
    entries: tuple[LedgerEntry, ...]


class Booked(NamedTuple):
    """An entry, and the wallet in whose ledger it stands."""

    customer_id: str
    resource_id: str | None
    currency_id: str
    entry: LedgerEntry
