"""Direct consumption of credits on the wire."""

from typing import Annotated, Self

from pydantic import Field

from tollgate.api.governed_usage import GovernedUsageView
from tollgate.api.usage import Dimensions, Number
from tollgate.api.wire import SentInstant
from tollgate.credits.consume_async import MOST_AT_ONCE
from tollgate.credits.consumption import Consumed, Consumption, CreditBalance
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.measurement import canonical_dimensions


class ConsumptionBody(Value):
    """Credits to be burnt."""

    customer_id: str
    currency_id: str
    resource_id: ResourceId = None
    amount: Number
    idempotency_key: str
    created_at: SentInstant | None = None
    dimensions: Dimensions | None = None

    def to_consumption(self) -> Consumption:
        """Return the domain's value."""
        return Consumption.model_validate({**dict(self), "dimensions": canonical_dimensions(self.dimensions)})


class ConsumptionsBody(Value):
    """Credits to be burnt later, 1-1,000 at a time."""

    consumptions: Annotated[list[ConsumptionBody], Field(min_length=1, max_length=MOST_AT_ONCE)]

    def to_consumptions(self) -> list[Consumption]:
        """Return the domain's values."""
        return [each.to_consumption() for each in self.consumptions]


class BalanceView(Value):
    """A balance beside what was just burnt: `currentUsage` is all that the wallet's grants have been used of."""

    currency_id: str
    current_usage: Amount
    usage_limit: Amount
    usage_period_end: Instant | None
    timestamp: Instant

    @classmethod
    def of(cls, balance: CreditBalance) -> Self:
        """Return the view of a balance."""
        return cls(
            currency_id=balance.currency_id,
            current_usage=balance.consumed,
            usage_limit=balance.granted,
            usage_period_end=balance.period_end,
            timestamp=balance.at,
        )


class ConsumedView(Value):
    """What was burnt, and the balance after it."""

    amount: Amount
    currency_id: str
    customer_id: str
    resource_id: str | None
    timestamp: Instant
    credit: BalanceView
    entities: list[GovernedUsageView]

    @classmethod
    def of(cls, consumed: Consumed) -> Self:
        """Return the view of a consumption."""
        return cls(
            amount=consumed.amount,
            currency_id=consumed.currency_id,
            customer_id=consumed.customer_id,
            resource_id=consumed.resource_id,
            timestamp=consumed.timestamp,
            credit=BalanceView.of(consumed.credit),
            entities=[GovernedUsageView.of(each) for each in consumed.entities],
        )
