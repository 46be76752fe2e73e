"""What packages charge for, on the wire."""

from collections.abc import Sequence

from pydantic import Field

from tollgate.api.package_entitlements import ResetFields, feature_settings
from tollgate.api.wire import Flag, Number, Text, Whole
from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.catalog.entitlement_settings import reset_anchor
from tollgate.catalog.package import PricingType
from tollgate.catalog.set_charges import ChargesRequest, OverageEntitlement
from tollgate.charges.price import (
    BillingCadence,
    BillingModel,
    CreditGrantCadence,
    CreditRate,
    PriceTier,
    TiersMode,
)
from tollgate.charges.pricing_model import (
    MinimumSpend,
    OverageBillingPeriod,
    OveragePricingModel,
    PricePeriod,
    PriceSet,
    PricingModel,
)
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod


class PriceBody(Value):
    """An amount in major units; without a currency it is in US dollars."""

    amount: Number
    currency: Currency = Currency.USD

    def to_money(self) -> Money:
        """Return the domain's value."""
        return Money(amount=self.amount, currency=self.currency.value)


class TierBody(Value):
    """A step of a tiered price; only the last one has no `upTo`."""

    up_to: Number | None = None
    unit_price: PriceBody | None = None
    flat_price: PriceBody | None = None

    def to_tier(self) -> PriceTier:
        """Return the domain's value."""
        unit, flat = self.unit_price, self.flat_price
        return PriceTier(
            up_to=self.up_to,
            unit_price=unit.to_money() if unit is not None else None,
            flat_price=flat.to_money() if flat is not None else None,
        )


class CreditRateBody(Value):
    """How many credits of a custom currency a unit of usage burns, or each event by its dimensions."""

    amount: Number
    currency_id: Text
    cost_formula: str | None = None

    def to_rate(self, path: str) -> CreditRate:
        """Return the domain's value; `path` leads here and begins the field that an error names."""
        return CreditRate(amount=self.amount, currency_id=self.currency_id, cost_formula=self.cost_formula)


class PricePeriodBody(Value):
    """The price of a charge in one billing period and country."""

    billing_period: BillingPeriod
    billing_country_code: Text | None = None
    price: PriceBody | None = None
    block_size: Number | None = None
    tiers: tuple[TierBody, ...] | None = None
    credit_rate: CreditRateBody | None = None
    credit_grant_cadence: CreditGrantCadence | None = None

    def to_period(self, path: str) -> PricePeriod:
        """Return the domain's value; `path` leads here and begins the field that an error names."""
        return PricePeriod(
            billing_period=self.billing_period,
            billing_country_code=self.billing_country_code,
            price=self.price.to_money() if self.price is not None else None,
            block_size=self.block_size,
            tiers=tuple(each.to_tier() for each in self.tiers) if self.tiers is not None else None,
            credit_rate=self.credit_rate.to_rate(f"{path}creditRate.") if self.credit_rate is not None else None,
            credit_grant_cadence=self.credit_grant_cadence,
        )


def to_periods(bodies: Sequence[PricePeriodBody], path: str) -> tuple[PricePeriod, ...]:
    """Return the prices of a charge."""
    return tuple(body.to_period(f"{path}pricePeriods[{index}].") for index, body in enumerate(bodies))


class PricingModelBody(ResetFields):
    """One charge of a package."""

    billing_model: BillingModel
    billing_cadence: BillingCadence = BillingCadence.RECURRING
    feature_id: Text | None = None
    top_up_custom_currency_id: Text | None = None
    tiers_mode: TiersMode | None = None
    min_unit_quantity: Whole | None = None
    max_unit_quantity: Whole | None = None
    price_periods: tuple[PricePeriodBody, ...]

    def to_model(self, path: str) -> PricingModel:
        """Return the domain's value."""
        return PricingModel(
            billing_model=self.billing_model,
            billing_cadence=self.billing_cadence,
            feature_id=self.feature_id,
            top_up_custom_currency_id=self.top_up_custom_currency_id,
            tiers_mode=self.tiers_mode,
            min_unit_quantity=self.min_unit_quantity,
            max_unit_quantity=self.max_unit_quantity,
            reset_period=self.reset_period,
            reset_anchor=reset_anchor(self.reset_period, self.anchors, path=path),
            price_periods=to_periods(self.price_periods, path),
        )


class OverageFeatureBody(ResetFields):
    """What is granted of a feature before overage begins."""

    feature_id: Text
    usage_limit: Whole | None = None
    has_unlimited_usage: Flag = Field(default_factory=bool)
    has_soft_limit: Flag = Field(default_factory=bool)


class OverageCreditsBody(Value):
    """What is granted of a custom currency before overage begins."""

    custom_currency_id: Text
    amount: Number
    cadence: CreditCadence


class OverageModelBody(Value):
    """The charge for what is beyond a limit or a balance, and the entitlement it begins beyond."""

    feature_id: Text | None = None
    currency_id: Text | None = None
    price_periods: tuple[PricePeriodBody, ...]
    entitlement: OverageFeatureBody | None = None
    credit_entitlement: OverageCreditsBody | None = None

    def to_model(self, path: str) -> OveragePricingModel:
        """Return the domain's value; raises `InvalidInput` for the entitlement of something else."""
        feature = self.entitlement.feature_id if self.entitlement is not None else None
        currency = self.credit_entitlement.custom_currency_id if self.credit_entitlement is not None else None
        if feature not in (None, self.feature_id or feature):
            raise InvalidInput("It is the feature whose overage is charged", field=f"{path}entitlement.featureId")
        if currency not in (None, self.currency_id or currency):
            message = "It is the currency whose overage is charged"
            raise InvalidInput(message, field=f"{path}creditEntitlement.customCurrencyId")
        return OveragePricingModel(
            feature_id=self.feature_id or feature,
            currency_id=self.currency_id or currency,
            price_periods=to_periods(self.price_periods, path),
        )

    def entitlements(self, path: str) -> tuple[OverageEntitlement, ...]:
        """Return the entitlements that were sent along."""
        granted = []
        if self.entitlement is not None:
            settings = feature_settings(self.entitlement)
            granted.append(
                OverageEntitlement(id=self.entitlement.feature_id, settings=settings, path=f"{path}entitlement.")
            )
        if self.credit_entitlement is not None:
            credits = self.credit_entitlement
            settings_of_credits = CreditSettings(amount=credits.amount, cadence=credits.cadence)
            place = f"{path}creditEntitlement."
            granted.append(OverageEntitlement(id=credits.custom_currency_id, settings=settings_of_credits, path=place))
        return tuple(granted)


class MinimumSpendBody(Value):
    """What is paid in advance for a billing period's usage."""

    billing_period: BillingPeriod
    minimum: PriceBody

    def to_minimum(self) -> MinimumSpend:
        """Return the domain's value."""
        return MinimumSpend(billing_period=self.billing_period, minimum=self.minimum.to_money())


class ChargesBody(Value):
    """Everything a package charges for, and how it is sold; what is left out is charged no more."""

    pricing_type: PricingType
    billing_id: Text | None = None
    pricing_models: tuple[PricingModelBody, ...] = Field(default_factory=tuple)
    overage_pricing_models: tuple[OverageModelBody, ...] = Field(default_factory=tuple)
    overage_billing_period: OverageBillingPeriod = OverageBillingPeriod.ON_SUBSCRIPTION_RENEWAL
    minimum_spend: tuple[MinimumSpendBody, ...] | None = None

    def to_request(self, path: str) -> ChargesRequest:
        """Return the domain's request; `path` leads here and begins the field that an error names."""
        models = [(f"{path}pricingModels[{index}].", each) for index, each in enumerate(self.pricing_models)]
        overage = [
            (f"{path}overagePricingModels[{index}].", each) for index, each in enumerate(self.overage_pricing_models)
        ]
        return ChargesRequest(
            path=path,
            pricing_type=self.pricing_type,
            charges=PriceSet(
                pricing_models=tuple(each.to_model(place) for place, each in models),
                overage_pricing_models=tuple(each.to_model(place) for place, each in overage),
                overage_billing_period=self.overage_billing_period,
                minimum_spend=tuple(each.to_minimum() for each in self.minimum_spend or ()),
            ),
            overage_entitlements=tuple(new for place, each in overage for new in each.entitlements(place)),
        )
