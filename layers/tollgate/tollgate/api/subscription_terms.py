"""What callers say of the terms of a subscription, on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tollgate.api.billing_information import BillingInformationBody
from tollgate.api.charges import CreditRateBody, TierBody
from tollgate.api.package_entitlements import ResetFields, feature_settings
from tollgate.api.wire import Flag, Number, SentInstant, Text, Unsupported, Whole, refuse_unsupported
from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.money import Money
from tollgate.subscriptions.coupons import AdHocDiscount, CouponWish
from tollgate.subscriptions.terms import AddonWish, AgreedPrice, Budget, ChargeType, Quantity


class AddonBody(Value):
    """An add-on, so many times."""

    id: str
    quantity: Whole

    def to_wish(self) -> AddonWish:
        """Return the domain's value."""
        return AddonWish(id=self.id, quantity=self.quantity)


class ChargeBody(Value):
    """How much is bought of a feature, or of a custom currency."""

    id: str
    type: ChargeType
    quantity: Number

    def to_quantity(self) -> Quantity:
        """Return the domain's value."""
        return Quantity(type=self.type, id=self.id, quantity=self.quantity)


class AmountOffBody(Value):
    """A fixed amount of one currency."""

    amount: Number
    currency: Currency


class DiscountBody(Value):
    """A discount for this subscription alone."""

    name: Text | None = None
    description: str | None = None
    percent_off: Number | None = None
    amounts_off: tuple[AmountOffBody, ...] | None = None
    duration_in_months: Whole | None = None

    def to_discount(self) -> AdHocDiscount:
        """Return the domain's value."""
        amounts = self.amounts_off
        return AdHocDiscount(
            name=self.name,
            description=self.description,
            percent_off=self.percent_off,
            amounts_off=None
            if amounts is None
            else tuple(Money(amount=each.amount, currency=each.currency.value) for each in amounts),
            duration_in_months=self.duration_in_months,
        )


class CouponConfigurationBody(Value):
    """From when on a coupon applies."""

    start_date: SentInstant | None = None


class AppliedCouponBody(Value):
    """The coupon to apply, by one of its names."""

    coupon_id: str | None = None
    billing_coupon_id: str | None = None
    promotion_code: str | None = None
    discount: DiscountBody | None = None
    configuration: CouponConfigurationBody | None = None

    def to_wish(self) -> CouponWish:
        """Return the domain's value."""
        return CouponWish(
            coupon_id=self.coupon_id or None,
            billing_coupon_id=self.billing_coupon_id or None,
            promotion_code=self.promotion_code or None,
            discount=self.discount.to_discount() if self.discount is not None else None,
            start_date=self.configuration.start_date if self.configuration is not None else None,
        )


class BudgetBody(Value):
    """How much usage may cost in a billing period."""

    limit: Number
    has_soft_limit: Flag

    def to_budget(self) -> Budget:
        """Return the domain's value."""
        return Budget(limit=self.limit, has_soft_limit=self.has_soft_limit)


class MinimumSpendBody(Value):
    """What is paid for each period's usage at least; without a currency it is in US dollars."""

    amount: Number
    currency: Currency = Currency.USD

    def to_money(self) -> Money:
        """Return the domain's value."""
        return Money(amount=self.amount, currency=self.currency.value)


class PriceOverrideBody(Value):
    """Another price for one charge, of the plan or of an add-on."""

    addon_id: str | None = None
    base_charge: Flag | None = None
    feature_id: str | None = None
    currency_id: str | None = None
    amount: Number | None = None
    currency: Currency | None = None
    block_size: Number | None = None
    tiers: tuple[TierBody, ...] | None = None
    billing_country_code: Unsupported = None
    credit_grant_cadence: Unsupported = None
    credit_rate: CreditRateBody | None = None

    def to_price(self, path: str) -> AgreedPrice:
        """Return the domain's value; raises `UnsupportedParameter` for credits that are bought."""
        refuse_unsupported(self, prefix=path)
        return AgreedPrice(
            addon_id=self.addon_id,
            base_charge=bool(self.base_charge),
            feature_id=self.feature_id,
            currency_id=self.currency_id,
            amount=self.amount,
            currency=self.currency.value if self.currency is not None else None,
            block_size=self.block_size,
            tiers=tuple(each.to_tier() for each in self.tiers) if self.tiers is not None else None,
            credit_rate=self.credit_rate.to_rate(f"{path}creditRate.") if self.credit_rate is not None else None,
        )


class FeatureOverrideBody(ResetFields):
    """What this subscription grants of a feature."""

    id: str
    type: Literal["FEATURE"]
    usage_limit: Whole | None = None
    has_unlimited_usage: Flag = Field(default_factory=bool)
    has_soft_limit: Flag = Field(default_factory=bool)

    def to_entitlement(self) -> NewEntitlement:
        """Return the domain's value."""
        return NewEntitlement(id=self.id, settings=feature_settings(self))


class CreditOverrideBody(Value):
    """What this subscription grants of a custom currency."""

    id: str
    type: Literal["CREDIT"]
    amount: Number
    cadence: CreditCadence
    has_soft_limit: Flag = Field(default_factory=bool)

    def to_entitlement(self) -> NewEntitlement:
        """Return the domain's value."""
        settings = CreditSettings(amount=self.amount, cadence=self.cadence, has_soft_limit=self.has_soft_limit)
        return NewEntitlement(id=self.id, settings=settings)


OverrideBody = Annotated[FeatureOverrideBody | CreditOverrideBody, Field(discriminator="type")]


class TermsFields(Value):
    """The terms that are agreed on at the beginning and changed later, in the same words."""

    addons: tuple[AddonBody, ...] = ()
    charges: tuple[ChargeBody, ...] = ()
    unit_quantity: Number | None = None
    applied_coupon: AppliedCouponBody | None = None
    billing_information: BillingInformationBody | None = None
    budget: BudgetBody | None = None
    entitlements: tuple[OverrideBody, ...] = ()
    minimum_spend: MinimumSpendBody | None = None
    price_overrides: tuple[PriceOverrideBody, ...] = ()

    def terms(self) -> dict[str, Any]:
        """Return the fields that were sent, in the names and values of the domain's requests."""
        found: dict[str, Any] = {}
        given = self.model_fields_set
        if "addons" in given:
            found["addons"] = tuple(each.to_wish() for each in self.addons)
        if "charges" in given:
            found["quantities"] = tuple(each.to_quantity() for each in self.charges)
        if self.unit_quantity is not None:
            found["unit_quantity"] = self.unit_quantity
        if self.applied_coupon is not None:
            found["coupon"] = self.applied_coupon.to_wish()
        if self.billing_information is not None:
            found["billing_information"] = self.billing_information.to_information("billingInformation.")
        if "budget" in given:
            found["budget"] = self.budget.to_budget() if self.budget is not None else None
        if "entitlements" in given:
            found["entitlements"] = tuple(each.to_entitlement() for each in self.entitlements)
        if "minimum_spend" in given:
            found["minimum_spend"] = self.minimum_spend.to_money() if self.minimum_spend is not None else None
        if "price_overrides" in given:
            prices = enumerate(self.price_overrides)
            found["prices"] = tuple(each.to_price(f"priceOverrides[{index}].") for index, each in prices)
        return found
