"""What mutations are given of the terms of a subscription. The rules of the fields are those of REST."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.alias_generators import to_snake

from tollgate.api.billing_information import BillingInformationBody
from tollgate.api.subscription_terms import (
    AddonBody,
    AmountOffBody,
    AppliedCouponBody,
    BudgetBody,
    ChargeBody,
    CouponConfigurationBody,
    DiscountBody,
)
from tollgate.api.wire import Number, Text, Whole, refuse_unsupported
from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.graphql.inputs.charges import PriceInput, in_lower_case
from tollgate.graphql.inputs.package_entitlements import NewEntitlementInput, NewFeatureEntitlementInput
from tollgate.graphql.inputs.price_overrides import PriceOverrideInput
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.coupons import CouponWish
from tollgate.subscriptions.terms import Quantity


class AddonInput(AddonBody):
    """`SubscriptionAddonInput`: once, where nothing is said."""

    id: str = Field(alias="addonId")
    quantity: Whole = 1


class BillableFeatureInput(Value):
    """`BillableFeatureInput`: how many units of a feature are bought, in older words than `charges`."""

    feature_id: str
    quantity: Number


class AmountOffInput(AmountOffBody):
    """`MoneyInputDto` of a discount."""

    currency: Annotated[Currency, BeforeValidator(in_lower_case)]


class DiscountInput(DiscountBody):
    """`SubscriptionCouponDiscountInput`."""

    amounts_off: tuple[AmountOffInput, ...] | None = None


class CouponConfigurationInput(CouponConfigurationBody):
    """`SubscriptionCouponConfigurationInput`."""

    start_date: Instant | None = None


class CouponInput(AppliedCouponBody):
    """`SubscriptionCouponInput`."""

    discount: DiscountInput | None = None
    configuration: CouponConfigurationInput | None = None


class SpendInput(Value):
    """`SubscriptionMinimumSpendValueInput`."""

    minimum: PriceInput | None = None


class OlderEntitlementInput(NewFeatureEntitlementInput):
    """`SubscriptionEntitlementInput`. `UpdateSubscriptionEntitlementInput` may name what is held by its own id."""

    feature_id: Text = ""
    id: Text | None = None


class TermsInput(Value):
    """The terms that are agreed on at the beginning and changed later.

    `billableFeatures`, `priceUnitAmount`, `promotionCode` and `subscriptionEntitlements` are older words for
    `charges`, `unitQuantity`, `appliedCoupon` and `entitlements`: what both say comes together, or must agree.
    """

    addons: tuple[AddonInput, ...] = ()
    applied_coupon: CouponInput | None = None
    billable_features: tuple[BillableFeatureInput, ...] = ()
    billing_information: BillingInformationBody | None = None
    budget: BudgetBody | None = None
    charges: tuple[ChargeBody, ...] = ()
    entitlements: tuple[NewEntitlementInput, ...] = ()
    minimum_spend: SpendInput | None = None
    price_overrides: tuple[PriceOverrideInput, ...] = ()
    price_unit_amount: Number | None = None
    promotion_code: str | None = None
    subscription_entitlements: tuple[OlderEntitlementInput, ...] = ()
    unit_quantity: Number | None = None

    def terms(self) -> dict[str, Any]:
        """Return the fields that were sent, in the names and values of the domain's requests.

        Raises `UnsupportedParameter` for what no one can honour, and `InvalidInput` where two words disagree.
        """
        found: dict[str, Any] = {}
        if self._given("addons"):
            found["addons"] = tuple(each.to_wish() for each in self.addons)
        if self._given("charges", "billable_features"):
            found["quantities"] = self._quantities()
        if self._units() is not None:
            found["unit_quantity"] = self._units()
        if self._coupon() is not None:
            found["coupon"] = self._coupon()
        if self.billing_information is not None:
            found["billing_information"] = self.billing_information.to_information("billingInformation.")
        if self._given("budget"):
            found["budget"] = self.budget.to_budget() if self.budget is not None else None
        if self._given("entitlements", "subscription_entitlements"):
            found["entitlements"] = agreed_entitlements(self.entitlements, self.subscription_entitlements)
        if self._given("minimum_spend"):
            minimum = self.minimum_spend.minimum if self.minimum_spend is not None else None
            found["minimum_spend"] = minimum.to_money() if minimum is not None else None
        if self._given("price_overrides"):
            prices = enumerate(self.price_overrides)
            found["prices"] = tuple(each.to_price(f"priceOverrides[{index}].") for index, each in prices)
        return found

    def as_sent(self, field: str) -> str:
        """Return the path at which these inputs have what the domain refuses a field for."""
        name, dot, rest = field.partition(".")
        listed, index = _place(name)
        match listed:
            case "addons" | "priceOverrides":
                return f"{name}{dot}{_RESPELLED[listed].get(rest, rest)}"
            case "charges" if index is not None and index >= len(self.charges):
                return self._older_quantity(index - len(self.charges), rest)
            case "entitlements" if index is not None and index >= len(self.entitlements):
                named = "featureId" if rest == "id" else rest
                return f"subscriptionEntitlements[{index - len(self.entitlements)}]{dot}{named}"
            case "entitlements" if index is not None and rest:
                return f"{name}.{_of_entitlement(self.entitlements, index, rest)}"
        if field in _OLDER and not getattr(self, to_snake(field)):
            return _OLDER[field]
        if field == "appliedCoupon.promotionCode" and self.promotion_code:
            return "promotionCode"
        return "minimumSpend.minimum.amount" if field == "minimumSpend.amount" else field

    def _given(self, *names: str) -> bool:
        return bool(self.model_fields_set.intersection(names))

    def _older_quantity(self, index: int, rest: str) -> str:
        """Return the path of a quantity that no charge names; that of all units is reckoned with last."""
        if index >= len(self.billable_features):
            return "unitQuantity" if self.unit_quantity is not None else "priceUnitAmount"
        return f"billableFeatures[{index}].{'featureId' if rest == 'id' else rest}"

    def _quantities(self) -> tuple[Quantity, ...]:
        older = (Quantity(id=each.feature_id, quantity=each.quantity) for each in self.billable_features)
        return (*(each.to_quantity() for each in self.charges), *older)

    def _units(self) -> Any:
        older, units = self.price_unit_amount, self.unit_quantity
        if older is not None and units is not None and older != units:
            message = "unitQuantity says something else; leave priceUnitAmount out"
            raise InvalidInput(message, field="priceUnitAmount")
        return units if units is not None else older

    def _coupon(self) -> CouponWish | None:
        code = self.promotion_code or None
        wish = self.applied_coupon.to_wish() if self.applied_coupon is not None else None
        if wish is None:
            return CouponWish(promotion_code=code) if code is not None else None
        if code is not None and wish.promotion_code not in {None, code}:
            message = "appliedCoupon names another code; leave promotionCode out"
            raise InvalidInput(message, field="promotionCode")
        return wish.but(promotion_code=code or wish.promotion_code)


def agreed_entitlements(
    entitlements: Sequence[NewEntitlementInput], older: Sequence[OlderEntitlementInput], *, prefix: str = ""
) -> tuple[NewEntitlement, ...]:
    """Return what `entitlements` and `subscriptionEntitlements` agree on; `prefix` is where they were sent."""
    granted = [each.to_new(f"{prefix}entitlements[{index}].") for index, each in enumerate(entitlements)]
    for index, each in enumerate(older):
        path = f"{prefix}subscriptionEntitlements[{index}]."
        refuse_unsupported(each, prefix=path)
        if not each.feature_id:
            raise InvalidInput("Name the feature, or an entitlement of the subscription's own", field=f"{path}id")
        granted.append(NewEntitlement(id=each.feature_id, settings=each.to_settings()))
    return tuple(granted)


_OLDER = {
    "charges": "billableFeatures",
    "entitlements": "subscriptionEntitlements",
    "unitQuantity": "priceUnitAmount",
    "appliedCoupon": "promotionCode",
}
"""What was sent where a field is refused that was not: its older word."""
_RESPELLED = {
    "addons": {"id": "addonId"},
    "priceOverrides": {"amount": "price.amount", "currency": "price.currency"},
}


def _place(name: str) -> tuple[str, int | None]:
    listed, bracket, index = name.rstrip("]").partition("[")
    return listed, int(index) if bracket else None


def _of_entitlement(entitlements: Sequence[NewEntitlementInput], index: int, name: str) -> str:
    kind = entitlements[index].kind
    if name == "id":
        name = "featureId" if kind == "feature" else "customCurrencyId"
    return name if name.startswith(f"{kind}.") else f"{kind}.{name}"
