"""Subscriptions on the wire."""

from datetime import datetime
from typing import Literal, Self

from tollgate.api.latest_invoice import LatestInvoiceView
from tollgate.billing.sold import SoldItem
from tollgate.catalog.package import PricingType
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.charges.price import BillingModel, PriceTier
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.subscriptions.future_update import FutureUpdate, ScheduleStatus, ScheduleType
from tollgate.subscriptions.provision_subscription import Provisioned
from tollgate.subscriptions.status import (
    CancelReason,
    PaymentCollection,
    PaymentCollectionMethod,
    SubscriptionStatus,
)
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon, CouponState


class NamedView(Value):
    """Something by its id."""

    id: str


class HeldAddonView(Value):
    """An add-on, so many times."""

    id: str
    quantity: int


class BudgetView(Value):
    """How much usage may cost in a billing period."""

    limit: Amount
    has_soft_limit: bool


class AppliedCouponView(Value):
    """A coupon as it applies."""

    id: str
    name: str
    status: CouponState
    percent_off: Amount | None
    amounts_off: list[Money] | None

    @classmethod
    def of(cls, coupon: AppliedCoupon, *, now: datetime) -> Self:
        """Return the view of a coupon at an instant."""
        return cls.model_validate({**coupon.model_dump(), "status": coupon.state_at(now)})


class FutureUpdateView(Value):
    """A change that waits, or waited."""

    subscription_schedule_type: ScheduleType
    schedule_status: ScheduleStatus
    scheduled_execution_time: Instant
    target_package: NamedView | None

    @classmethod
    def of(cls, update: FutureUpdate) -> Self:
        """Return the view of a change."""
        target = update.target_package_id
        return cls(
            subscription_schedule_type=update.type,
            schedule_status=update.status,
            scheduled_execution_time=update.scheduled_at,
            target_package=NamedView(id=target) if target is not None else None,
        )


class SoldPriceView(Value):
    """What one charge costs this subscription."""

    addon_id: str | None
    base_charge: bool
    feature_id: str | None
    amount: Amount | None
    currency: str | None
    block_size: Amount | None
    billing_country_code: str | None
    tiers: list[PriceTier] | None

    @classmethod
    def of(cls, item: SoldItem) -> Self:
        """Return the view of what is sold."""
        price = item.price
        return cls(
            addon_id=item.package_id if item.is_addon else None,
            base_charge=price.is_base_charge,
            feature_id=price.feature_id,
            amount=price.price.amount if price.price is not None else None,
            currency=price.currency,
            block_size=price.block_size,
            billing_country_code=price.billing_country_code,
            tiers=list(price.tiers) if price.tiers is not None else None,
        )


class OverrideView(Value):
    """What is granted by this subscription alone, by the feature's or the currency's id."""

    id: str
    type: Literal["FEATURE", "CREDIT"]


class TrialView(Value):
    """What comes after the trial."""

    trial_end_behavior: TrialEndBehavior


class SubscriptionView(Value):
    """A subscription as the contract shows it."""

    id: str
    customer_id: str
    paying_customer_id: str | None
    resource_id: str | None
    plan_id: str
    pricing_type: PricingType
    status: SubscriptionStatus
    payment_collection: PaymentCollection
    payment_collection_method: PaymentCollectionMethod | None
    billing_id: str | None
    billing_cycle_anchor: Instant | None
    current_billing_period_start: Instant | None
    current_billing_period_end: Instant | None
    start_date: Instant
    end_date: Instant | None
    effective_end_date: Instant | None
    cancellation_date: Instant | None
    cancel_reason: CancelReason | None
    metadata: dict[str, str]
    created_at: Instant
    addons: list[HeldAddonView]
    budget: BudgetView | None
    contract_id: str | None
    coupons: list[AppliedCouponView]
    future_updates: list[FutureUpdateView]
    latest_invoice: LatestInvoiceView | None
    minimum_spend: Money | None
    prices: list[SoldPriceView]
    subscription_entitlements: list[OverrideView] | None
    trial: TrialView | None
    trial_end_date: Instant | None

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        """Return the view of a subscription as it was last changed, or is seen now."""
        behavior, coupon = subscription.trial_end_behavior, subscription.coupon
        invoice = subscription.latest_invoice
        fields = {
            **subscription.model_dump(),
            "effective_end_date": subscription.effective_end_date,
            "coupons": [AppliedCouponView.of(coupon, now=subscription.updated_at)] if coupon is not None else [],
            "future_updates": [FutureUpdateView.of(each) for each in subscription.future_updates],
            "latest_invoice": LatestInvoiceView.of(invoice) if invoice is not None else None,
            "minimum_spend": _minimum_spend(subscription),
            "prices": [SoldPriceView.of(item) for item in subscription.items],
            "subscription_entitlements": _overrides(subscription),
            "trial": TrialView(trial_end_behavior=behavior) if behavior is not None else None,
        }
        return cls.model_validate(fields)

    @classmethod
    def in_list(cls, subscription: Subscription) -> Self:
        """Return the view of a subscription in a list, where the entitlements of its own are left out."""
        return cls.of(subscription).but(subscription_entitlements=None)


class ProvisionedSubscriptionView(Value):
    """What provisioning answers. `id` is the subscription's id; entitlements have an operation of their own."""

    id: str
    status: Literal["SUCCESS", "PAYMENT_REQUIRED"]
    subscription: SubscriptionView | None
    entitlements: None = None
    checkout_url: str | None
    checkout_billing_id: str | None
    is_scheduled: bool

    @classmethod
    def of(cls, outcome: Provisioned) -> Self:
        """Return the view of an outcome."""
        subscription, checkout = outcome.subscription, outcome.checkout
        return cls(
            id=outcome.id,
            status=outcome.status,
            subscription=SubscriptionView.of(subscription) if subscription is not None else None,
            checkout_url=checkout.url if checkout is not None else None,
            checkout_billing_id=checkout.billing_id if checkout is not None else None,
            is_scheduled=outcome.is_scheduled,
        )


def _minimum_spend(subscription: Subscription) -> Money | None:
    model = BillingModel.MINIMUM_SPEND
    return next((item.price.price for item in subscription.items if item.price.billing_model is model), None)


def _overrides(subscription: Subscription) -> list[OverrideView]:
    features = [OverrideView(id=each.feature_id, type="FEATURE") for each in subscription.terms.overrides]
    credits = [OverrideView(id=each.currency_id, type="CREDIT") for each in subscription.terms.credit_overrides]
    return [*features, *credits]
