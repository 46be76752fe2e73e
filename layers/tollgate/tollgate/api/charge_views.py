"""The prices of packages, as the contract shows them."""

from typing import Self

from tollgate.charges.price import (
    BillingCadence,
    BillingModel,
    CreditGrantCadence,
    CreditRate,
    Price,
    PriceTier,
    TiersMode,
)
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod


class ChargeView(Value):
    """One price of a package as the contract shows it."""

    id: str | None
    billing_model: BillingModel
    billing_cadence: BillingCadence
    billing_period: BillingPeriod
    billing_country_code: str | None
    billing_id: str | None
    feature_id: str | None
    top_up_custom_currency_id: str | None
    price: Money | None
    block_size: Amount | None
    tiers: list[PriceTier] | None
    tiers_mode: TiersMode | None
    min_unit_quantity: int | None
    max_unit_quantity: int | None
    credit_rate: CreditRate | None
    credit_grant_cadence: CreditGrantCadence | None
    crm_id: None = None
    crm_link_url: None = None
    used_in_subscriptions: bool | None
    created_at: Instant | None

    @classmethod
    def of(cls, price: Price, *, is_used: bool | None) -> Self:
        """Return the view of a price; `is_used` tells whether subscriptions pay it, None where that is not known."""
        return cls.model_validate({**price.model_dump(), "used_in_subscriptions": is_used})
