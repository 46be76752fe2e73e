"""What a caller says about changing a subscription, and the single changes that come of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tollgate.catalog.create_package_entitlements import NewEntitlement
from tollgate.catalog.package import PricingType
from tollgate.charges.price import Price
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.coupons import CouponWish
from tollgate.subscriptions.future_update import (
    AddonChange,
    AnyChange,
    CouponChange,
    PeriodChange,
    PriceChange,
    QuantityChange,
)
from tollgate.subscriptions.status import ScheduleStrategy
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import (
    AddonWish,
    AgreedPrice,
    AppliedCoupon,
    BillingInformation,
    Budget,
    ChargeType,
    Quantity,
)


class UpdateRequest(Value):
    """The fields to change: those that are set, None to clear. Add-ons and overrides replace the whole list."""

    scope: Scope
    id: str
    addons: tuple[AddonWish, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    unit_quantity: Amount | None = None
    billing_period: BillingPeriod | None = None
    restarts_billing_cycle: bool = False
    prices: tuple[AgreedPrice, ...] = ()
    entitlements: tuple[NewEntitlement, ...] = ()
    coupon: CouponWish | None = None
    minimum_spend: Money | None = None
    budget: Budget | None = None
    trial_end_date: Instant | None = None
    cancellation_date: Instant | None = None
    schedule_strategy: ScheduleStrategy | None = None
    awaits_payment: bool = True
    billing_information: BillingInformation = BillingInformation()
    salesforce_id: str | None = None
    metadata: dict[str, str] = {}

    def given(self, *names: str) -> bool:
        """Tell whether the caller sent one of these fields."""
        return bool(self.model_fields_set.intersection(names))

    @property
    def changes_terms(self) -> bool:
        """Tell whether the caller said something of what is sold, so that what waited before gives way."""
        return self.given("addons", "quantities", "unit_quantity", "billing_period", "prices", "coupon", "entitlements")

    def fields(self, *names: str) -> dict[str, Any]:
        """Return those of these fields that the caller sent."""
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}


def changes_of(request: UpdateRequest, subscription: Subscription, coupon: AppliedCoupon | None) -> list[AnyChange]:
    """Return the single changes that the request makes; what says what holds already changes nothing.

    A billing period means nothing for what has none: free and custom plans.
    """
    found: list[AnyChange] = [*_quantities(request, subscription), *_addons(request, subscription)]
    terms = subscription.terms
    is_paid = subscription.pricing_type is PricingType.PAID
    if is_paid and request.billing_period is not None and request.billing_period is not terms.billing_period:
        found.append(PeriodChange(billing_period=request.billing_period))
    if request.given("prices") and request.prices != terms.prices:
        found.append(PriceChange(prices=request.prices))
    if request.given("coupon") and not _is_same_coupon(coupon, subscription.coupon):
        found.append(CouponChange(coupon=coupon))
    return found


def is_decrease(change: AnyChange, subscription: Subscription) -> bool:
    """Tell whether a change makes a subscription smaller: fewer units, fewer add-ons, or shorter periods."""
    match change:
        case QuantityChange():
            return change.quantity.quantity < quantity_held(subscription, change.quantity)
        case AddonChange():
            return change.quantity < _addon_quantity(subscription, change.addon_id)
        case PeriodChange():
            present = subscription.billing_period
            return present is not None and change.billing_period.months < present.months
        case _:
            return False


def quantity_held(subscription: Subscription, wish: Quantity) -> Amount:
    """Return how much is bought of a feature or a currency now."""
    return next((each.quantity for each in subscription.items if _is_of(each.price, wish)), Decimal(0))


def _is_of(price: Price, wish: Quantity) -> bool:
    named = price.feature_id if wish.type is ChargeType.FEATURE else price.top_up_custom_currency_id
    return named == wish.id and price.is_recurring_in_advance


def _quantities(request: UpdateRequest, subscription: Subscription) -> Iterator[AnyChange]:
    for wish in request.quantities:
        if wish.quantity != quantity_held(subscription, wish):
            yield QuantityChange(quantity=wish)


def _addons(request: UpdateRequest, subscription: Subscription) -> Iterator[AnyChange]:
    if not request.given("addons"):
        return
    wished = {each.id: each.quantity for each in request.addons}
    for wish in request.addons:
        if wish.quantity != _addon_quantity(subscription, wish.id):
            yield AddonChange(addon_id=wish.id, quantity=wish.quantity)
    for held in subscription.terms.addons:
        if held.id not in wished:
            yield AddonChange(addon_id=held.id, quantity=0)


def _addon_quantity(subscription: Subscription, addon_id: str) -> int:
    return next((each.quantity for each in subscription.terms.addons if each.id == addon_id), 0)


def _is_same_coupon(asked: AppliedCoupon | None, held: AppliedCoupon | None) -> bool:
    present = held if held is None or held.removed_at is None else None
    if asked is None or present is None or asked.is_ad_hoc:
        return asked is present
    return asked.id == present.id
