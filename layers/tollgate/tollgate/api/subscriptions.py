"""Subscriptions on the wire."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import (
    CreatedAtQuery,
    Flag,
    Metadata,
    Text,
    Unsupported,
    UnsupportedUnlessEmpty,
    refuse_unsupported,
    split_commas,
)
from tollgate.catalog.package import PricingType
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.provision_subscription import Provisioned
from tollgate.subscriptions.subscription import (
    CancelReason,
    PaymentCollection,
    PaymentCollectionMethod,
    Subscription,
    SubscriptionStatus,
)


class BillingCycleAnchor(StrEnum):
    """Whether billing periods go on being counted as they are, or from now."""

    UNCHANGED = "UNCHANGED"
    NOW = "NOW"


class ScheduleStrategy(StrEnum):
    """When a change takes effect."""

    END_OF_BILLING_PERIOD = "END_OF_BILLING_PERIOD"
    END_OF_BILLING_MONTH = "END_OF_BILLING_MONTH"
    IMMEDIATE = "IMMEDIATE"


class CancellationTime(StrEnum):
    """When a cancellation takes effect."""

    END_OF_BILLING_PERIOD = "END_OF_BILLING_PERIOD"
    IMMEDIATE = "IMMEDIATE"
    SPECIFIC_DATE = "SPECIFIC_DATE"


class CancellationAction(StrEnum):
    """What follows a cancellation: what the product says, which is nothing yet, or nothing."""

    DEFAULT = "DEFAULT"
    REVOKE_ENTITLEMENTS = "REVOKE_ENTITLEMENTS"


class ProvisionSubscriptionBody(Value):
    """Which plan is given to whom. Nothing is collected, so there is no payment to wait for."""

    customer_id: str
    plan_id: str
    id: str | None = None
    resource_id: str | None = None
    billing_period: BillingPeriod | None = None
    billing_cycle_anchor: BillingCycleAnchor = BillingCycleAnchor.UNCHANGED
    schedule_strategy: ScheduleStrategy = ScheduleStrategy.IMMEDIATE
    payment_collection_method: PaymentCollectionMethod | None = None
    await_payment_confirmation: Flag = True
    billing_id: Text | None = None
    salesforce_id: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    addons: UnsupportedUnlessEmpty = None
    applied_coupon: UnsupportedUnlessEmpty = None
    billing_country_code: UnsupportedUnlessEmpty = None
    billing_information: UnsupportedUnlessEmpty = None
    budget: Unsupported = None
    cancellation_date: Unsupported = None
    charges: UnsupportedUnlessEmpty = None
    checkout_options: Unsupported = None
    entitlements: UnsupportedUnlessEmpty = None
    minimum_spend: Unsupported = None
    paying_customer_id: Unsupported = None
    price_overrides: UnsupportedUnlessEmpty = None
    start_date: Unsupported = None
    trial_override_configuration: Unsupported = None
    unit_quantity: Unsupported = None

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        if self.schedule_strategy is not ScheduleStrategy.IMMEDIATE:
            raise UnsupportedParameter.named("scheduleStrategy")
        return ProvisionRequest(
            scope=scope,
            customer_id=self.customer_id,
            plan_id=self.plan_id,
            id=self.id,
            resource_id=self.resource_id,
            billing_period=self.billing_period,
            restarts_billing_cycle=self.billing_cycle_anchor is BillingCycleAnchor.NOW,
            payment_collection_method=self.payment_collection_method,
            billing_id=self.billing_id,
            salesforce_id=self.salesforce_id,
            metadata=self.metadata,
        )


class CancelSubscriptionBody(Value):
    """How a subscription is cancelled: at once, with nothing to credit, as nothing was charged."""

    cancellation_time: CancellationTime = CancellationTime.IMMEDIATE
    cancellation_action: CancellationAction = CancellationAction.DEFAULT
    prorate: Flag = False
    end_date: Unsupported = None

    def check(self) -> None:
        """Raise `UnsupportedParameter` for every cancellation but the one at once."""
        if self.cancellation_time is not CancellationTime.IMMEDIATE:
            raise UnsupportedParameter.named("cancellationTime")
        refuse_unsupported(self)


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
    addons: list[None] = []
    budget: None = None
    contract_id: None = None
    coupons: list[None] = []
    future_updates: list[None] = []
    latest_invoice: None = None
    minimum_spend: None = None
    prices: list[None] = []
    subscription_entitlements: list[None] = []
    trial: None = None
    trial_end_date: None = None

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        """Return the view of a subscription."""
        fields = {**subscription.model_dump(), "effective_end_date": subscription.effective_end_date}
        return cls.model_validate(fields)


class ProvisionedSubscriptionView(Value):
    """What provisioning answers. `id` is the subscription's id; entitlements have an operation of their own."""

    id: str
    status: Literal["SUCCESS", "PAYMENT_REQUIRED"] = "SUCCESS"
    subscription: SubscriptionView | None
    entitlements: None = None
    checkout_url: None = None
    checkout_billing_id: None = None
    is_scheduled: bool | None = False

    @classmethod
    def of(cls, outcome: Provisioned) -> Self:
        """Return the view of an outcome."""
        return cls(id=outcome.subscription.id, subscription=SubscriptionView.of(outcome.subscription))


class SubscriptionListQuery(CreatedAtQuery):
    """Which subscriptions are listed."""

    customer_id: str | None = None
    plan_id: str | None = None
    resource_id: str | None = None
    status: Annotated[list[SubscriptionStatus] | None, BeforeValidator(split_commas)] = None
    pricing_type: Annotated[list[PricingType] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> SubscriptionFilters:
        """Return the domain's filters."""
        return SubscriptionFilters(
            customer_id=self.customer_id,
            plan_id=self.plan_id,
            resource_id=self.resource_id,
            statuses=tuple(self.status) if self.status is not None else None,
            pricing_types=tuple(self.pricing_type) if self.pricing_type is not None else None,
            created_at=self.created_at,
        )
