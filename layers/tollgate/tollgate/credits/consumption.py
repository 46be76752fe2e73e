"""Credits that are burnt directly, and what of all burning is kept by the hour."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self

from tollgate.credits.wallet import NONE, Wallet, WalletKey
from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.entity import Amount, Entity, Instant, Value


class CreditBalance(Value):
    """What a wallet comes to at an instant, as answers tell it."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    granted: Amount = NONE
    consumed: Amount = NONE
    reserved: Amount = NONE
    reserved_on_ended: Amount = NONE
    period_end: Instant | None = None
    next_change: Instant | None = None
    at: Instant

    @property
    def balance(self) -> Amount:
        """Return what is left, below zero where credits are owed."""
        return self.granted - self.consumed

    @classmethod
    def of(cls, wallet: Wallet) -> Self:
        """Return what a wallet that is current comes to."""
        return cls(
            **wallet.key._asdict(),
            granted=wallet.granted,
            consumed=wallet.consumed,
            reserved=wallet.held,
            reserved_on_ended=wallet.held_on_ended,
            period_end=wallet.period_end,
            next_change=wallet.next_change,
            at=wallet.at,
        )

    @classmethod
    def empty(cls, key: WalletKey, at: Instant) -> Self:
        """Return the balance of a wallet to which nothing was ever granted."""
        return cls(**key._asdict(), at=at)


class Consumption(Value):
    """Credits to be burnt, once per idempotency key; `dimensions` is their canonical JSON."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    amount: Amount
    idempotency_key: str
    created_at: Instant | None = None
    dimensions: str | None = None

    @property
    def wallet(self) -> WalletKey:
        """Return the wallet that it asks for; a resource without one draws on its customer's."""
        return WalletKey(self.customer_id, self.resource_id, self.currency_id)

    @property
    def owner(self) -> tuple[str, str | None]:
        """Return for whom it was asked."""
        return (self.customer_id, self.resource_id)

    def wire(self) -> dict[str, Any]:
        """Return the consumption as it is sent, its dimensions as an object, its amount as a number."""
        sent = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"dimensions"})
        return sent if self.dimensions is None else {**sent, "dimensions": json.loads(self.dimensions)}


class Consumed(Entity):
    """What became of a consumption: kept so that the same key is answered with it and burns nothing.

    `entities` are the budgets that it counted in.
    """

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    amount: Amount
    timestamp: Instant
    credit: CreditBalance
    entities: tuple[GovernedUsage, ...] = ()


class Burnt(NamedTuple):
    """What was burnt of a wallet for one feature and one combination of dimensions, as it counts in an hour.

    `resource_id` is the one it was asked for, which may draw on its customer's wallet.
    """

    key: WalletKey
    resource_id: str | None
    at: datetime
    amount: Decimal
    events: int = 1
    feature_id: str | None = None
    dimensions: str | None = None
