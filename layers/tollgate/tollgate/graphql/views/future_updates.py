"""Changes of subscriptions that wait, or waited, as GraphQL shows them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tollgate.catalog.package import PricingType
from tollgate.graphql.loader import Loader
from tollgate.graphql.spelling import in_pascal_case
from tollgate.graphql.views.view import View
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.future_update import (
    AddonChange,
    CouponChange,
    FutureUpdate,
    PeriodChange,
    PlanChange,
    PlanDirection,
    PriceChange,
    QuantityChange,
)
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AgreedPrice, ChargeType


class PackageDtoView(NamedTuple):
    """`PackageDto`: the plan or the add-on that a change leads to."""

    display_name: str
    id: str
    pricing_type: PricingType | None
    ref_id: str


class AddonVariables(NamedTuple):
    """`AddonChangeVariables`."""

    addon_ref_id: str
    new_quantity: int
    type_name: str = "AddonChangeVariables"


class UnitVariables(NamedTuple):
    """`UnitAmountChangeVariables`."""

    feature_id: str
    new_unit_amount: Decimal
    type_name: str = "UnitAmountChangeVariables"


class CreditVariables(NamedTuple):
    """`RecurringCreditsChangeVariables`."""

    custom_currency_id: str
    new_quantity: Decimal
    type_name: str = "RecurringCreditsChangeVariables"


class PeriodVariables(NamedTuple):
    """`BillingPeriodChangeVariables`."""

    billing_period: BillingPeriod
    type_name: str = "BillingPeriodChangeVariables"


class CouponVariables(NamedTuple):
    """`CouponChangeVariables`."""

    coupon_id: str
    type_name: str = "CouponChangeVariables"


class PriceVariables(NamedTuple):
    """`PriceOverrideChangeVariables`, and as a change of its own that of a plan's price or an add-on's."""

    plan_ref_id: str | None
    addon_ref_id: str | None
    feature_id: str | None

    @classmethod
    def of(cls, price: AgreedPrice, plan_id: str) -> "PriceVariables":
        """Return the view of a price that is agreed on."""
        return cls(plan_id if price.addon_id is None else None, price.addon_id, price.feature_id)

    @property
    def type_name(self) -> str:
        """Return which member of the union it is."""
        return f"{'Plan' if self.addon_ref_id is None else 'Addon'}PriceOverrideChangeVariables"


class HeldAddonView(NamedTuple):
    """`PlanChangeAddon`."""

    addon_ref_id: str
    quantity: int


class HeldUnitsView(NamedTuple):
    """`BillableFeature`."""

    feature_id: str
    quantity: Decimal


class PlanVariables:
    """`PlanChangeVariables`, and `DowngradeChangeVariables` for less than the present plan."""

    def __init__(self, change: PlanChange) -> None:
        self._terms = change.terms
        is_downgrade = change.direction is PlanDirection.DOWNGRADE
        self.type_name = "DowngradeChangeVariables" if is_downgrade else "PlanChangeVariables"
        self.plan_ref_id = self.downgrade_plan_ref_id = change.plan_id
        self.change_type, self.billing_period = change.direction, change.terms.billing_period

    @property
    def addons(self) -> list[HeldAddonView]:
        return [HeldAddonView(each.id, each.quantity) for each in self._terms.addons]

    @property
    def billable_features(self) -> list[HeldUnitsView]:
        units = (each for each in self._terms.quantities if each.type is ChargeType.FEATURE)
        return [HeldUnitsView(each.id, each.quantity) for each in units]

    @property
    def price_overrides(self) -> list[PriceVariables]:
        return [PriceVariables.of(each, self.plan_ref_id) for each in self._terms.prices]


class FutureUpdateView(View[FutureUpdate]):
    """`SubscriptionFutureUpdate` and `SubscriptionScheduledUpdate`: one change."""

    def __init__(self, update: FutureUpdate, variables: Any, loader: Loader) -> None:
        super().__init__(update, loader)
        self.schedule_variables = variables
        if isinstance(update.change, PlanChange):
            loader.latest_plans.announce(update.change.plan_id)
        if isinstance(update.change, AddonChange):
            loader.latest_addons.announce(update.change.addon_id)

    @property
    def schedule_status(self) -> str:
        return in_pascal_case(self._shown.status)

    @property
    def subscription_schedule_type(self) -> str:
        return in_pascal_case(self._shown.type)

    @property
    def scheduled_execution_time(self) -> datetime:
        return self._shown.scheduled_at

    @property
    def target_package(self) -> PackageDtoView | None:
        change = self._shown.change
        match change:
            case PlanChange():
                plan = self._loader.latest_plans.get(change.plan_id)
                return PackageDtoView(plan.display_name, plan.uuid, plan.pricing_type, plan.id)
            case AddonChange():
                addon = self._loader.latest_addons.get(change.addon_id)
                return PackageDtoView(addon.display_name, addon.uuid, addon.pricing_type, addon.id)
            case _:
                return None


def future_update_views(subscription: Subscription, loader: Loader) -> list[FutureUpdateView]:
    """Return the changes of a subscription; agreed prices, which wait as a whole, each by itself."""
    return [
        FutureUpdateView(update, variables, loader)
        for update in subscription.future_updates
        for variables in _variables(update, subscription.plan_id)
    ]


def _variables(update: FutureUpdate, plan_id: str) -> Sequence[Any]:
    change = update.change
    match change:
        case PlanChange():
            return [PlanVariables(change)]
        case AddonChange():
            return [AddonVariables(change.addon_id, change.quantity)]
        case QuantityChange() if change.quantity.type is ChargeType.FEATURE:
            return [UnitVariables(change.quantity.id, change.quantity.quantity)]
        case QuantityChange():
            return [CreditVariables(change.quantity.id, change.quantity.quantity)]
        case PeriodChange():
            return [PeriodVariables(change.billing_period)]
        case CouponChange() if change.coupon is not None:
            return [CouponVariables(change.coupon.id)]
        case PriceChange() if change.prices:
            return [PriceVariables.of(each, plan_id) for each in change.prices]
        case _:
            return [None]
