"""What packages charge for, as mutations are given it. The rules of the fields are those of REST."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tollgate.api.charges import (
    ChargesBody,
    CreditRateBody,
    MinimumSpendBody,
    OverageFeatureBody,
    OverageModelBody,
    PriceBody,
    PricePeriodBody,
    PricingModelBody,
    TierBody,
)
from tollgate.api.wire import Text, Unsupported, refuse_unsupported
from tollgate.catalog.set_charges import ChargesRequest, OverageEntitlement
from tollgate.charges.price import BillingCadence, BillingModel, CreditRate
from tollgate.charges.pricing_model import OveragePricingModel, PricePeriod, PricingModel
from tollgate.graphql.inputs.package_entitlements import NewFeatureEntitlementInput
from tollgate.shared.currency import Currency
from tollgate.shared.errors import InvalidInput


def in_lower_case(currency: Any) -> Any:
    """Return a currency, which GraphQL writes in capitals, as it is written everywhere else."""
    return currency.lower() if isinstance(currency, str) else currency


class PriceInput(PriceBody):
    """`MoneyInputDto`, whose currency GraphQL writes in capitals; without one it is in US dollars."""

    currency: Annotated[Currency, BeforeValidator(in_lower_case)] = Currency.USD


class PriceTierInput(TierBody):
    """`PriceTierInput`."""

    unit_price: PriceInput | None = None
    flat_price: PriceInput | None = None


class CreditRateInput(CreditRateBody):
    """`CreditRateInput`; `customCurrencyId` is the same currency by its newer name."""

    custom_currency_id: Text | None = None

    def to_rate(self, path: str) -> CreditRate:
        """Return the domain's value; raises `InvalidInput` where the two names say something else."""
        if self.custom_currency_id not in {None, self.currency_id}:
            raise InvalidInput("currencyId names another currency; send one of them", field=f"{path}customCurrencyId")
        return super().to_rate(path)


class PricePeriodInput(PricePeriodBody):
    """`PricePeriodInput`."""

    billing_id: Text | None = None
    price: PriceInput | None = None
    tiers: tuple[PriceTierInput, ...] | None = None
    credit_rate: CreditRateInput | None = None
    price_group_package_billing_id: Unsupported = None

    def to_period(self, path: str) -> PricePeriod:
        """Return the domain's value."""
        refuse_unsupported(self, prefix=path)
        return super().to_period(path).but(billing_id=self.billing_id)


class PricingModelInput(PricingModelBody):
    """`PricingModelCreateInput`. What a billing provider calls a charge is said of each of its prices."""

    billing_id: Unsupported = None
    price_periods: tuple[PricePeriodInput, ...]

    def to_model(self, path: str) -> PricingModel:
        """Return the domain's value."""
        refuse_unsupported(self, prefix=path)
        return super().to_model(path)


class OverageFeatureInput(OverageFeatureBody, NewFeatureEntitlementInput):
    """`OverageEntitlementCreateInput`: what is granted of a feature before overage begins. Groups come whole, apart."""

    feature_group_id: Unsupported = None


class OverageModelInput(OverageModelBody):
    """`OveragePricingModelCreateInput`. Overage is usage, charged again and again: it has no other billing model."""

    billing_model: BillingModel
    billing_cadence: BillingCadence = BillingCadence.RECURRING
    billing_id: Unsupported = None
    currency_id: Text | None = Field(default=None, alias="topUpCustomCurrencyId")
    price_periods: tuple[PricePeriodInput, ...]
    entitlement: OverageFeatureInput | None = None

    def to_model(self, path: str) -> OveragePricingModel:
        """Return the domain's value; raises `InvalidInput` for a charge that is not of usage."""
        refuse_unsupported(self, prefix=path)
        if self.billing_model is not BillingModel.USAGE_BASED:
            raise InvalidInput("Overage is USAGE_BASED", field=f"{path}billingModel")
        if self.billing_cadence is not BillingCadence.RECURRING:
            raise InvalidInput("Overage is RECURRING", field=f"{path}billingCadence")
        return super().to_model(path)

    def entitlements(self, path: str) -> tuple[OverageEntitlement, ...]:
        """Return the entitlement that was sent along."""
        if self.entitlement is not None:
            refuse_unsupported(self.entitlement, prefix=f"{path}entitlement.")
        return super().entitlements(path)


class MinimumSpendInput(MinimumSpendBody):
    """`MinimumSpendInput`."""

    minimum: PriceInput


class PackagePricingInput(ChargesBody):
    """`PackagePricingInput`: everything a package charges for; what is left out is charged no more."""

    package_id: str
    pricing_models: tuple[PricingModelInput, ...] = Field(default_factory=tuple)
    overage_pricing_models: tuple[OverageModelInput, ...] = Field(default_factory=tuple)
    minimum_spend: tuple[MinimumSpendInput, ...] | None = None
    price_group_package_billing_id: Unsupported = None

    def to_request(self, path: str) -> ChargesRequest:
        """Return the domain's request; `path` leads here and begins the field that an error names."""
        refuse_unsupported(self, prefix=path)
        return super().to_request(path)


def domain_path_as_sent(field: str) -> str:
    """Return the path of a field of charges as these inputs spell it: overage is of a `topUpCustomCurrencyId`."""
    place, dot, name = field.rpartition(".")
    is_overage = place.startswith("overagePricingModels[") and place.endswith("]")
    return f"{place}.topUpCustomCurrencyId" if is_overage and name == "currencyId" else f"{place}{dot}{name}"
