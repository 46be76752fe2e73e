"""A wallet: the credits of one custom currency that a customer, or one of its resources, holds."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tollgate.shared.entity import Amount, Entity, Instant, Value

NONE = Decimal(0)


class GrantType(StrEnum):
    """How credits came to be granted; OVERDRAFT is what is owed."""

    PAID = "PAID"
    PROMOTIONAL = "PROMOTIONAL"
    RECURRING = "RECURRING"
    OVERDRAFT = "OVERDRAFT"


class GrantPhase(StrEnum):
    """Where a grant of a wallet stands.

    UNPAID waits for its payment, SCHEDULED for its instant. Only what is ACTIVE is burnt and counted. What is ENDED,
    by expiry or void, stays in the wallet as long as reservations hold credits of it.
    """

    UNPAID = "UNPAID"
    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class WalletKey(NamedTuple):
    """Whose wallet it is, and of which currency; `resource_id` None is the customer's own."""

    customer_id: str
    resource_id: str | None
    currency_id: str


class OpenGrant(Value):
    """A grant that can still change: it is not used up, or holds credits for a reservation.

    `slot` names what grants it anew each period, for recurring ones.
    """

    id: str
    grant_type: GrantType
    priority: int = 50
    amount: Amount
    consumed: Amount = NONE
    held: Amount = NONE
    phase: GrantPhase = GrantPhase.ACTIVE
    effective_at: Instant
    expire_at: Instant | None = None
    created_at: Instant
    slot: str | None = None

    @property
    def available(self) -> Decimal:
        """Return the credits that can be burnt or held now."""
        return self.amount - self.consumed - self.held if self.phase is GrantPhase.ACTIVE else NONE

    @property
    def percent_left(self) -> Decimal:
        """Return which share of the amount is left."""
        return self.available * 100 / self.amount

    @property
    def is_used_up(self) -> bool:
        """Tell whether nothing of it can change any more: all is consumed, or it ended and nothing is held."""
        if self.held:
            return False
        return self.phase is GrantPhase.ENDED or self.consumed == self.amount


class UsedUp(Value):
    """What grants that are used up came to, as long as they count: until they expire; None never do."""

    until: Instant | None = None
    amount: Amount


class Overdraft(Value):
    """The credits that are owed, as a grant of its own."""

    id: str
    amount: Amount
    created_at: Instant


class HeldPart(Value):
    """The credits of one grant that a reservation holds."""

    grant_id: str
    amount: Amount


class Hold(Value):
    """A reservation that is neither released nor expired, and the grants that back it."""

    reservation_id: str
    expires_at: Instant
    parts: tuple[HeldPart, ...]
    metadata: dict[str, str] | None = None

    @property
    def amount(self) -> Decimal:
        """Return all that is held."""
        return sum((part.amount for part in self.parts), NONE)


class RecurringIssue(Value):
    """What a source of recurring credits has granted in the period that runs."""

    slot: str
    subscription_id: str
    until: Instant
    amount: Amount
    basis: str = ""
    is_trial: bool = False


class RechargeWatch(Value):
    """The balance below which credits are bought, and when that is looked into again in any case."""

    below: Amount | None = None
    look_at: Instant | None = None


class Wallet(Entity):
    """The open grants of one wallet, what is owed and held, and where its ledger stands.

    It is current to the instant `at`; `sequence` counts the changes of its ledger. `recharge` is there where credits
    are bought by themselves.
    """

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    at: Instant
    sequence: int = 0
    grants: tuple[OpenGrant, ...] = ()
    used_up: tuple[UsedUp, ...] = ()
    overdraft: Overdraft | None = None
    holds: tuple[Hold, ...] = ()
    issues: tuple[RecurringIssue, ...] = ()
    recharge: RechargeWatch | None = None

    @property
    def key(self) -> WalletKey:
        """Return whose wallet it is."""
        return WalletKey(self.customer_id, self.resource_id, self.currency_id)

    @property
    def granted(self) -> Decimal:
        """Return the credits of all active grants, used up ones included."""
        active = sum((each.amount for each in self._active()), NONE)
        return active + sum((each.amount for each in self.used_up), NONE)

    @property
    def consumed(self) -> Decimal:
        """Return what of the active grants is consumed or held, and what is owed."""
        owed = self.overdraft.amount if self.overdraft is not None else NONE
        active = sum((each.consumed + each.held for each in self._active()), NONE)
        return active + owed + sum((each.amount for each in self.used_up), NONE)

    @property
    def balance(self) -> Decimal:
        """Return what is left, below zero where credits are owed."""
        return self.granted - self.consumed

    @property
    def percent_left(self) -> Decimal | None:
        """Return which share of the granted credits is left, None where none are granted."""
        return self.balance * 100 / self.granted if self.granted else None

    @property
    def held(self) -> Decimal:
        """Return what reservations hold of active grants."""
        return sum((each.held for each in self._active()), NONE)

    @property
    def held_on_ended(self) -> Decimal:
        """Return what reservations hold of grants that expired, or were voided, meanwhile."""
        return sum((each.held for each in self.grants if each.phase is GrantPhase.ENDED), NONE)

    @property
    def next_change(self) -> datetime | None:
        """Return the next instant at which credits begin or cease to count by themselves."""
        return min(self._moments(), default=None)

    @property
    def period_end(self) -> datetime | None:
        """Return when recurring credits are granted anew, None where there are none."""
        return min((each.until for each in self.issues), default=None)

    @property
    def has_grants(self) -> bool:
        """Tell whether anything was ever granted to this wallet, or is to be."""
        return bool(self.grants or self.used_up or self.issues or self.sequence)

    def find(self, grant_id: str) -> OpenGrant | None:
        """Return an open grant, None where there is none of this id."""
        return next((each for each in self.grants if each.id == grant_id), None)

    def hold_of(self, reservation_id: str) -> Hold | None:
        """Return what a reservation holds, None where it holds nothing."""
        return next((each for each in self.holds if each.reservation_id == reservation_id), None)

    def _active(self) -> list[OpenGrant]:
        return [each for each in self.grants if each.phase is GrantPhase.ACTIVE]

    def _moments(self) -> Iterator[datetime]:
        for grant in self.grants:
            if grant.phase is GrantPhase.SCHEDULED:
                yield grant.effective_at
            if grant.phase is not GrantPhase.ENDED and grant.expire_at is not None:
                yield grant.expire_at
        yield from (each.until for each in self.used_up if each.until is not None)
        yield from (each.expires_at for each in self.holds)
        yield from (each.until for each in self.issues)
