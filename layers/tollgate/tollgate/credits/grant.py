"""A grant of credits, as it is kept and shown."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.credits.grant_invoice import GrantInvoice
from tollgate.credits.recurring import GrantSource
from tollgate.credits.wallet import NONE, GrantPhase, GrantType, OpenGrant, WalletKey
from tollgate.shared.entity import Amount, Entity, Instant
from tollgate.shared.money import Money

DEFAULT_PRIORITY = 50


class GrantStatus(StrEnum):
    """Where a grant stands now."""

    PAYMENT_PENDING = "PAYMENT_PENDING"
    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    VOIDED = "VOIDED"


class PaymentCollection(StrEnum):
    """How the payment of a grant stands."""

    NOT_REQUIRED = "NOT_REQUIRED"
    PROCESSING = "PROCESSING"
    FAILED = "FAILED"
    ACTION_REQUIRED = "ACTION_REQUIRED"


class CollectionMethod(StrEnum):
    """How the payment of a grant is collected."""

    CHARGE = "CHARGE"
    INVOICE = "INVOICE"
    NONE = "NONE"


class CreditGrant(Entity):
    """Credits given once, to be burnt before they expire.

    `consumed_amount` is what the wallet tells of it while it is open. `is_awaiting_payment` keeps its credits from
    being used. `slot` and `subscription_id` name what grants recurring ones.
    """

    id: str
    customer_id: str
    resource_id: str | None = None
    currency_id: str
    grant_type: GrantType
    display_name: str
    amount: Amount
    consumed_amount: Amount = NONE
    cost: Money
    comment: str | None = None
    priority: int = DEFAULT_PRIORITY
    effective_at: Instant
    expire_at: Instant | None = None
    metadata: dict[str, str] = {}
    collection_method: CollectionMethod = CollectionMethod.NONE
    payment_collection: PaymentCollection = PaymentCollection.NOT_REQUIRED
    is_awaiting_payment: bool = False
    invoice: GrantInvoice | None = None
    source_type: GrantSource | None = None
    slot: str | None = None
    subscription_id: str | None = None
    recharge_configuration_id: str | None = None
    created_at: Instant
    updated_at: Instant
    voided_at: Instant | None = None

    @property
    def key(self) -> WalletKey:
        """Return the wallet that it belongs to."""
        return WalletKey(self.customer_id, self.resource_id, self.currency_id)

    def status_at(self, now: datetime) -> GrantStatus:
        """Return where the grant stands at an instant."""
        if self.voided_at is not None:
            return GrantStatus.VOIDED
        if self.is_awaiting_payment:
            return GrantStatus.PAYMENT_PENDING
        if now < self.effective_at:
            return GrantStatus.SCHEDULED
        return GrantStatus.EXPIRED if self.has_expired_at(now) else GrantStatus.ACTIVE

    def has_expired_at(self, now: datetime) -> bool:
        """Tell whether nothing of the grant can be used any more at an instant, whether or not it was paid."""
        return self.expire_at is not None and now >= self.expire_at

    def opened(self, phase: GrantPhase) -> OpenGrant:
        """Return the grant as its wallet holds it at first."""
        return OpenGrant(
            id=self.id,
            grant_type=self.grant_type,
            priority=self.priority,
            amount=self.amount,
            phase=phase,
            effective_at=self.effective_at,
            expire_at=self.expire_at,
            created_at=self.created_at,
            slot=self.slot,
        )

    def phase_at(self, now: datetime) -> GrantPhase:
        """Return the phase in which its wallet takes it up at an instant."""
        if self.is_awaiting_payment:
            return GrantPhase.UNPAID
        return GrantPhase.SCHEDULED if self.effective_at > now else GrantPhase.ACTIVE

    @classmethod
    def overdraft(cls, grant_id: str, key: WalletKey, at: datetime) -> Self:
        """Return the grant that stands for what is owed: of no amount, and never billed."""
        return cls(
            id=grant_id,
            customer_id=key.customer_id,
            resource_id=key.resource_id,
            currency_id=key.currency_id,
            grant_type=GrantType.OVERDRAFT,
            display_name="Overdraft",
            amount=NONE,
            cost=Money(amount=NONE, currency="usd"),
            effective_at=at,
            created_at=at,
            updated_at=at,
        )
