"""A subscription: the agreement between a customer and a plan."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import model_validator

from tollgate.billing.invoice import InvoiceLine, InvoiceSummary
from tollgate.billing.sold import SoldItem
from tollgate.catalog.bundle import FreeItem
from tollgate.catalog.package import PricingType
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.customers.access import AddonAccess, UnitAccess
from tollgate.shared.entity import Instant
from tollgate.shared.period import BillingPeriod, Period, billing_period_at
from tollgate.subscriptions.future_update import ScheduleStatus, kept
from tollgate.subscriptions.state_machine import Trigger, transition
from tollgate.subscriptions.status import (
    CancellationAction,
    CancelReason,
    PaymentCollection,
    PaymentCollectionMethod,
    SubscriptionStatus,
)
from tollgate.subscriptions.terms import AppliedCoupon, BillingInformation, Budget, Terms
from tollgate.subscriptions.timeline import Dated, DueKind


class Subscription(Dated):
    """The agreement between a customer and a plan version, for the customer itself or for one of its resources.

    `terms` is what was asked for; `items`, `addons`, `units` and `free_items` are what the versions in force made of
    it. `billing_cycle_anchor` is the instant billing periods count from; `usage_anchor` is what usage windows count
    from and survives a change of plan in the slot (customer, product, resource). Only paid plans have billing periods.
    `plan_version` says what the subscription grants, `price_version` by which version's prices it is sold: publishing
    a version to all customers moves the one and leaves the other; the same of add-ons, whose `addon_price_versions`
    are those of such that were moved. `month_told` is the end of the billing month that was
    told of last. `carried` lines wait for the next invoice;
    usage is charged from `charged_from` on. Where it `bills_monthly`, it was up to `arrears_from`. `test_clock_id`
    names the clock that tells its customer's time. `orders` counts those that the billing provider was given.
    """

    id: str
    uuid: str
    customer_id: str
    resource_id: str | None = None
    product_id: str
    plan_id: str
    plan_version: int
    price_version: int
    pricing_type: PricingType
    terms: Terms = Terms()
    items: tuple[SoldItem, ...] = ()
    currency: str | None = None
    addons: tuple[AddonAccess, ...] = ()
    addon_price_versions: dict[str, int] = {}
    units: tuple[UnitAccess, ...] = ()
    free_items: tuple[FreeItem, ...] = ()
    coupon: AppliedCoupon | None = None
    budget: Budget | None = None
    payment_collection: PaymentCollection = PaymentCollection.NOT_REQUIRED
    payment_collection_method: PaymentCollectionMethod | None = None
    billing_information: BillingInformation = BillingInformation()
    billing_period: BillingPeriod | None = None
    charged_from: Instant | None = None
    carried: tuple[InvoiceLine, ...] = ()
    latest_invoice: InvoiceSummary | None = None
    orders: int = 0
    usage_anchor: Instant
    is_trial: bool = False
    trial_end_behavior: TrialEndBehavior | None = None
    cancellation_action: CancellationAction = CancellationAction.DEFAULT
    is_cancellation_prorated: bool | None = None
    cancel_reason: CancelReason | None = None
    contract_id: str | None = None
    billing_id: str | None = None
    paying_customer_id: str | None = None
    managing_customer_id: str | None = None
    salesforce_id: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _priced_by_its_plan_version(cls, fields: Any) -> Any:
        """Read what says nothing of a version of prices, as older documents do: it is that of the plan."""
        if not isinstance(fields, dict) or fields.keys() & {"price_version", "priceVersion"}:
            return fields
        return {**fields, "price_version": fields.get("planVersion", fields.get("plan_version"))}

    @property
    def payer_id(self) -> str:
        """Return the customer who pays."""
        return self.paying_customer_id or self.customer_id

    @property
    def period(self) -> Period | None:
        """Return the billing period it is in, None where it has none."""
        if self.current_billing_period_start is None or self.current_billing_period_end is None:
            return None
        return Period(start=self.current_billing_period_start, end=self.current_billing_period_end)

    @property
    def effective_end_date(self) -> datetime | None:
        """Return the instant at which access ends or ended: the earliest of end, cancellation and a trial's last."""
        ends = [self.end_date, self.cancellation_date]
        if self.status is SubscriptionStatus.IN_TRIAL and not self.converts:
            ends.append(self.trial_end_date)
        return min((moment for moment in ends if moment is not None), default=None)

    @property
    def converts(self) -> bool:
        """Tell whether the end of the trial leads to paying."""
        return self.trial_end_behavior is TrialEndBehavior.CONVERT_TO_PAID

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing can happen to the subscription any more."""
        return self.status.has_ended

    @property
    def is_bought(self) -> bool:
        """Tell whether it is an active one that money or a contract stands behind."""
        return self.status is SubscriptionStatus.ACTIVE and self.pricing_type is not PricingType.FREE

    def is_charged_to(self, customer_id: str) -> bool:
        """Tell whether it is an active paid one that is charged to this customer, and not by invoice."""
        is_paid = self.status is SubscriptionStatus.ACTIVE and self.pricing_type is PricingType.PAID
        is_charged = self.payment_collection_method in {None, PaymentCollectionMethod.CHARGE}
        return is_paid and is_charged and self.payer_id == customer_id

    def is_paid_for_by(self, customer_id: str) -> bool:
        """Tell whether it goes on, and another customer than its own has agreed to pay for it: this one."""
        return not self.has_ended and self.paying_customer_id == customer_id != self.customer_id

    @property
    def versions(self) -> tuple[object, ...]:
        """Return which versions say what it grants, and by which ones it is sold."""
        return self.plan_version, self.price_version, self.addons, self.addon_price_versions

    @property
    def sold_addons(self) -> tuple[AddonAccess, ...]:
        """Return the add-ons by the versions they are sold by."""
        sold_by = self.addon_price_versions
        return tuple(each.but(version_number=sold_by.get(each.id, each.version_number)) for each in self.addons)

    def granting(self, held: Iterable[AddonAccess]) -> Self:
        """Return the subscription with add-ons that were held before granting what those versions of them grant."""
        granted = {each.id: each.version_number for each in held}
        return self.but(
            addons=tuple(each.but(version_number=granted.get(each.id, each.version_number)) for each in self.addons),
            addon_price_versions={
                each.id: each.version_number
                for each in self.addons
                if granted.get(each.id, each.version_number) != each.version_number
            },
        )

    def is_behind(self, plan_id: str, version: int) -> bool:
        """Tell whether it goes on, and by an earlier version of this plan."""
        return not self.has_ended and self.plan_id == plan_id and self.plan_version < version

    def holds_behind(self, addon_id: str, version: int) -> bool:
        """Tell whether it goes on, and holds an earlier version of this add-on."""
        return not self.has_ended and any(each.id == addon_id and each.version_number < version for each in self.addons)

    def with_addon_version(self, addon_id: str, version: int, *, at: datetime) -> Self:
        """Return the subscription with what another version of an add-on grants, at the price it has."""
        moved = [each.but(version_number=version) for each in self.addons if each.id == addon_id]
        return self.but(addons=self.sold_addons, updated_at=at).granting(
            (*(each for each in self.addons if each.id != addon_id), *moved)
        )

    def on_version(self, version: int, *, at: datetime) -> Self:
        """Return the subscription with what another version of its plan grants, at the price it has."""
        return self.but(plan_version=version, updated_at=at)

    def with_updates_over(self, status: ScheduleStatus, *, now_over: ScheduleStatus) -> Self:
        """Return the subscription with every change that waits in one status settled in another."""
        settled = tuple(each.over(now_over) if each.status is status else each for each in self.future_updates)
        return self.but(future_updates=kept(settled))

    def moved(self, trigger: Trigger, *, at: datetime) -> Self:
        """Return the subscription as something that happens leaves it; raises what the state machine refuses."""
        step = transition(self.status, trigger, of=self.id)
        changed = self.but(status=step.target, cancel_reason=step.reason, updated_at=at)
        if not step.target.has_ended:
            return changed
        ended = changed.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.CANCELED)
        ended = ended.with_updates_over(ScheduleStatus.PENDING_PAYMENT, now_over=ScheduleStatus.CANCELED)
        is_canceled = step.target is SubscriptionStatus.CANCELED
        return ended.but(end_date=at, cancellation_date=at if is_canceled else self.cancellation_date)

    def in_cycle(self, anchor: datetime, *, at: datetime) -> Self:
        """Return the subscription in the billing period of an instant, counted from an anchor."""
        if self.terms.billing_period is None:
            return self
        period = billing_period_at(anchor, self.terms.billing_period, at)
        return self.but(
            billing_period=self.terms.billing_period,
            billing_cycle_anchor=anchor,
            current_billing_period_start=period.start,
            current_billing_period_end=period.end,
        )

    def in_period_of(self, moment: datetime) -> Self:
        """Return the subscription in the billing period of an instant, by the cycle it has."""
        if self.billing_period is None or self.billing_cycle_anchor is None:
            return self
        period = billing_period_at(self.billing_cycle_anchor, self.billing_period, moment)
        return self.but(current_billing_period_start=period.start, current_billing_period_end=period.end)

    def with_month_told(self) -> Self:
        """Return the subscription once the end of its billing month was told."""
        return self.but(month_told=self.month_to_tell.end) if self.month_to_tell is not None else self

    def seen_at(self, now: datetime) -> Self:
        """Return the subscription as it stands at an instant, also where what fell due is not stored yet.

        What needs nothing but the subscription is shown: its start and end, and the period that is running. Changes
        of its terms, and what follows its end, are seen once they are stored.
        """
        seen, due = self, self.due
        while due is not None and due.at <= now and due.kind in {*_SEEN, DueKind.MONTH_ENDS_SOON}:
            seen = seen.moved(_SEEN[due.kind], at=due.at) if due.kind in _SEEN else seen.with_month_told()
            due = seen.due
        is_renewed = due is not None and due.at <= now and due.kind in {DueKind.RENEWAL, DueKind.ARREARS}
        return seen.in_period_of(now) if is_renewed else seen


_SEEN = {
    DueKind.CANCELLATION: Trigger.CANCELLATION_REACHED,
    DueKind.END: Trigger.END_REACHED,
    DueKind.PAYMENT_OVERDUE: Trigger.PAYMENT_OVERDUE,
}
"""What is plain from the subscription alone: it ends."""
