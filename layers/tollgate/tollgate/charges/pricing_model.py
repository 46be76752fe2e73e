"""A charge as it is configured: one pricing model with its price for each billing period and country."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self, TypeVar

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
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class OverageBillingPeriod(StrEnum):
    """When usage beyond a limit is charged: with the subscription's renewal, or every month."""

    ON_SUBSCRIPTION_RENEWAL = "ON_SUBSCRIPTION_RENEWAL"
    MONTHLY = "MONTHLY"


class PricePeriod(Value):
    """The price of a charge in one billing period and country."""

    id: str | None = None
    billing_id: str | None = None
    created_at: Instant | None = None
    billing_period: BillingPeriod
    billing_country_code: str | None = None
    price: Money | None = None
    block_size: Amount | None = None
    tiers: tuple[PriceTier, ...] | None = None
    credit_rate: CreditRate | None = None
    credit_grant_cadence: CreditGrantCadence | None = None

    def of(self, billing_model: BillingModel, **charge: Any) -> Price:
        """Return the price as the charge's own."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return Price(billing_model=billing_model, **own, **charge)


class PricingModel(Value):
    """One charge of a package: what it counts, when it is charged, and its prices."""

    billing_model: BillingModel
    billing_cadence: BillingCadence = BillingCadence.RECURRING
    feature_id: str | None = None
    top_up_custom_currency_id: str | None = None
    tiers_mode: TiersMode | None = None
    min_unit_quantity: int | None = None
    max_unit_quantity: int | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    price_periods: tuple[PricePeriod, ...]

    @property
    def counted(self) -> tuple[str, str] | None:
        """Return the field that tells what the charge is for and its value, None for one-off fees."""
        if self.feature_id is not None:
            return "featureId", self.feature_id
        if self.top_up_custom_currency_id is not None:
            return "topUpCustomCurrencyId", self.top_up_custom_currency_id
        return None if self.billing_cadence is BillingCadence.ONE_OFF else ("billingModel", self.billing_model)

    def prices(self) -> tuple[Price, ...]:
        """Return the charge's prices, in the order of its price periods."""
        own = {name: getattr(self, name) for name in type(self).model_fields if name != "price_periods"}
        return tuple(period.of(**own) for period in self.price_periods)


class OveragePricingModel(Value):
    """The charge for usage beyond the limit of a feature, or for credits beyond the balance of a currency."""

    feature_id: str | None = None
    currency_id: str | None = None
    price_periods: tuple[PricePeriod, ...]

    @property
    def counted(self) -> tuple[str, str]:
        """Return the field that tells what the charge is for and its value."""
        if self.feature_id is not None:
            return "featureId", self.feature_id
        return "currencyId", self.currency_id or ""

    def prices(self) -> tuple[Price, ...]:
        """Return the charge's prices, in the order of its price periods."""
        counted = {"feature_id": self.feature_id, "top_up_custom_currency_id": self.currency_id}
        return tuple(period.of(BillingModel.USAGE_BASED, **counted) for period in self.price_periods)


AnyModel = TypeVar("AnyModel", PricingModel, OveragePricingModel)


class MinimumSpend(Value):
    """What is paid in advance for a billing period's usage, however little there will be."""

    id: str | None = None
    created_at: Instant | None = None
    billing_period: BillingPeriod
    minimum: Money

    def price(self) -> Price:
        """Return the agreed spend as a price."""
        return Price(
            id=self.id,
            created_at=self.created_at,
            billing_model=BillingModel.MINIMUM_SPEND,
            billing_period=self.billing_period,
            price=self.minimum,
        )


class PriceSet(Value):
    """Everything a package charges for."""

    pricing_models: tuple[PricingModel, ...] = ()
    overage_pricing_models: tuple[OveragePricingModel, ...] = ()
    overage_billing_period: OverageBillingPeriod = OverageBillingPeriod.ON_SUBSCRIPTION_RENEWAL
    minimum_spend: tuple[MinimumSpend, ...] = ()

    def prices(self) -> tuple[Price, ...]:
        """Return every price but those of overage: one per charge, billing period and country."""
        charges = (price for model in self.pricing_models for price in model.prices())
        return (*charges, *(each.price() for each in self.minimum_spend))

    def sells_units_of(self, feature_id: str) -> bool:
        """Tell whether units of a feature are bought in advance, so that their number is its limit."""
        models = (model for model in self.pricing_models if model.billing_model is BillingModel.PER_UNIT)
        return any(model.feature_id == feature_id for model in models)

    def identified(self, identity: Callable[[Price], dict[str, Any]]) -> Self:
        """Return the set with the fields that `identity` gives each of its prices: its id and when it was made."""

        def model_with(model: AnyModel) -> AnyModel:
            pairs = zip(model.price_periods, model.prices(), strict=True)
            return model.but(price_periods=tuple(period.but(**identity(price)) for period, price in pairs))

        return self.but(
            pricing_models=tuple(map(model_with, self.pricing_models)),
            overage_pricing_models=tuple(map(model_with, self.overage_pricing_models)),
            minimum_spend=tuple(each.but(**identity(each.price())) for each in self.minimum_spend),
        )

    def all_prices(self) -> tuple[Price, ...]:
        """Return every price, those of overage last."""
        return (*self.prices(), *self.overage_prices())

    def overage_prices(self) -> tuple[Price, ...]:
        """Return every price of overage."""
        return tuple(price for model in self.overage_pricing_models for price in model.prices())
