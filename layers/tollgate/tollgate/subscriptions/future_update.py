"""Changes of a subscription that wait: for an instant, or for a payment."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field

from tollgate.shared.entity import Instant, Value
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.terms import AgreedPrice, AppliedCoupon, ChargeType, Quantity, Terms

MOST_KEPT = 20
"""So many changes that are over are kept with a subscription, the newest."""


class ScheduleType(StrEnum):
    """What kind of change waits."""

    DOWNGRADE = "DOWNGRADE"
    PLAN = "PLAN"
    BILLING_PERIOD = "BILLING_PERIOD"
    UNIT_AMOUNT = "UNIT_AMOUNT"
    RECURRING_CREDITS = "RECURRING_CREDITS"
    PRICE_OVERRIDE = "PRICE_OVERRIDE"
    ADDON = "ADDON"
    COUPON = "COUPON"
    MIGRATE_TO_LATEST = "MIGRATE_TO_LATEST"
    ADDITIONAL_META_DATA = "ADDITIONAL_META_DATA"
    BILLING_INFO_METADATA = "BILLING_INFO_METADATA"


class ScheduleStatus(StrEnum):
    """How a change that waits goes on; the last three are final."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    SCHEDULED = "SCHEDULED"
    CANCELED = "CANCELED"
    DONE = "DONE"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Tell whether the change waits no more."""
        return self not in {ScheduleStatus.PENDING_PAYMENT, ScheduleStatus.SCHEDULED}


class PlanDirection(StrEnum):
    """Whether another plan is more or less than the present one."""

    UPGRADE = "UPGRADE"
    DOWNGRADE = "DOWNGRADE"
    NONE = "NONE"


class QuantityChange(Value):
    """Another quantity of a feature or of credits."""

    kind: Literal["QUANTITY"] = "QUANTITY"
    quantity: Quantity


class AddonChange(Value):
    """Another quantity of an add-on; zero takes it away."""

    kind: Literal["ADDON"] = "ADDON"
    addon_id: str
    quantity: int


class PeriodChange(Value):
    """Another billing period."""

    kind: Literal["PERIOD"] = "PERIOD"
    billing_period: BillingPeriod


class PriceChange(Value):
    """Another set of agreed prices."""

    kind: Literal["PRICES"] = "PRICES"
    prices: tuple[AgreedPrice, ...]


class CouponChange(Value):
    """Another coupon, None for none. Where it starts is decided when the change takes place."""

    kind: Literal["COUPON"] = "COUPON"
    coupon: AppliedCoupon | None


class MetadataChange(Value):
    """Other metadata, as a whole: the subscription's own, or what the billing provider keeps."""

    kind: Literal["METADATA"] = "METADATA"
    metadata: dict[str, str]
    is_billing: bool = False


class LatestVersions(Value):
    """The latest versions of the plan and the add-ons, their prices included."""

    kind: Literal["LATEST"] = "LATEST"


class PlanChange(Value):
    """Another plan, in the place of this subscription, on terms of its own."""

    kind: Literal["PLAN"] = "PLAN"
    plan_id: str
    subscription_id: str | None = None
    direction: PlanDirection
    terms: Terms
    coupon: AppliedCoupon | None = None
    metadata: dict[str, str] = {}
    salesforce_id: str | None = None


AnyChange = Annotated[
    QuantityChange
    | AddonChange
    | PeriodChange
    | PriceChange
    | CouponChange
    | MetadataChange
    | LatestVersions
    | PlanChange,
    Field(discriminator="kind"),
]


class FutureUpdate(Value):
    """One change that waits; those that were asked for together take place together, at the same instant."""

    change: AnyChange
    status: ScheduleStatus = ScheduleStatus.SCHEDULED
    scheduled_at: Instant
    created_at: Instant

    @property
    def type(self) -> ScheduleType:
        """Return the kind of change, in the words of the contract."""
        change = self.change
        if isinstance(change, PlanChange):
            return ScheduleType.DOWNGRADE if change.direction is PlanDirection.DOWNGRADE else ScheduleType.PLAN
        if isinstance(change, QuantityChange):
            is_feature = change.quantity.type is ChargeType.FEATURE
            return ScheduleType.UNIT_AMOUNT if is_feature else ScheduleType.RECURRING_CREDITS
        if isinstance(change, MetadataChange):
            return ScheduleType.BILLING_INFO_METADATA if change.is_billing else ScheduleType.ADDITIONAL_META_DATA
        return _TYPE_OF[type(change)]

    @property
    def target_package_id(self) -> str | None:
        """Return the plan or add-on that the change leads to, where it names one."""
        change = self.change
        if isinstance(change, PlanChange):
            return change.plan_id
        return change.addon_id if isinstance(change, AddonChange) else None

    def over(self, status: ScheduleStatus) -> Self:
        """Return the change as it waits no more."""
        return self.but(status=status)


_TYPE_OF: dict[type[Value], ScheduleType] = {
    AddonChange: ScheduleType.ADDON,
    PeriodChange: ScheduleType.BILLING_PERIOD,
    PriceChange: ScheduleType.PRICE_OVERRIDE,
    CouponChange: ScheduleType.COUPON,
    LatestVersions: ScheduleType.MIGRATE_TO_LATEST,
}


def kept(updates: tuple[FutureUpdate, ...]) -> tuple[FutureUpdate, ...]:
    """Return the changes that wait, after the newest of those that are over."""
    over = [each for each in updates if each.status.is_final]
    return (*over[-MOST_KEPT:], *(each for each in updates if not each.status.is_final))
