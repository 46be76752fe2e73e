"""What operations on subscriptions are sent."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tollgate.api.subscription_terms import TermsFields
from tollgate.api.wire import CreatedAtQuery, Flag, Metadata, Number, SentInstant, Text, sent, split_commas
from tollgate.billing.checkout import CheckoutOptions
from tollgate.catalog.package import PricingType
from tollgate.catalog.product_settings import SubscriptionCancellationTime
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.cancel_subscription import CancelRequest
from tollgate.subscriptions.coupons import CouponWish
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.status import (
    CancellationAction,
    PaymentCollectionMethod,
    ScheduleStrategy,
    SubscriptionStatus,
)
from tollgate.subscriptions.terms import Quantity
from tollgate.subscriptions.trials import TrialWish
from tollgate.subscriptions.update_request import UpdateRequest


class BillingCycleAnchor(StrEnum):
    """Whether billing periods go on being counted as they are, or from now."""

    UNCHANGED = "UNCHANGED"
    NOW = "NOW"


class TrialOverrideBody(Value):
    """Whether the subscription begins as a trial, until when, and what comes after."""

    is_trial: Flag
    trial_end_date: SentInstant | None = None
    trial_end_behavior: TrialEndBehavior | None = None

    def to_wish(self) -> TrialWish:
        """Return the domain's value."""
        return TrialWish(is_trial=self.is_trial, end_date=self.trial_end_date, end_behavior=self.trial_end_behavior)


class CheckoutOptionsBody(Value):
    """Where a checkout leads to, and what it asks for."""

    success_url: str
    cancel_url: str
    allow_promo_codes: Flag = Field(default_factory=bool)
    allow_tax_id_collection: Flag = Field(default_factory=bool)
    collect_billing_address: Flag = Field(default_factory=bool)
    collect_phone_number: Flag = Field(default_factory=bool)
    reference_id: str | None = None


class ProvisionFields(TermsFields):
    """Which plan is given to whom, and on which terms: what a preview and a provision have in common."""

    customer_id: str
    plan_id: str
    resource_id: str | None = None
    billing_country_code: Text | None = None
    billing_period: BillingPeriod | None = None
    billing_cycle_anchor: BillingCycleAnchor = BillingCycleAnchor.UNCHANGED
    paying_customer_id: str | None = None
    schedule_strategy: ScheduleStrategy | None = None
    start_date: SentInstant | None = None
    trial_override_configuration: TrialOverrideBody | None = None

    def agreement(self) -> dict[str, Any]:
        """Return the fields of the domain's request that were sent."""
        same = {"resource_id", "billing_country_code", "billing_period", "paying_customer_id"}
        also = {"schedule_strategy", "start_date"}
        fields: dict[str, Any] = {
            "customer_id": self.customer_id,
            "plan_id": self.plan_id,
            **{name: value for name, value in sent(self).items() if name in same | also and value is not None},
            **self.terms(),
        }
        if self.billing_cycle_anchor is BillingCycleAnchor.NOW:
            fields["restarts_billing_cycle"] = True
        if self.trial_override_configuration is not None:
            fields["trial"] = self.trial_override_configuration.to_wish()
        return fields


class ProvisionSubscriptionBody(ProvisionFields):
    """Which plan is given to whom."""

    id: str | None = None
    await_payment_confirmation: Flag = True
    billing_id: Text | None = None
    cancellation_date: SentInstant | None = None
    checkout_options: CheckoutOptionsBody | None = None
    metadata: Metadata = Field(default_factory=dict)
    payment_collection_method: PaymentCollectionMethod | None = None
    salesforce_id: Text | None = None

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        same = {"id", "billing_id", "cancellation_date", "metadata", "payment_collection_method", "salesforce_id"}
        fields = {name: value for name, value in sent(self).items() if name in same}
        if self.checkout_options is not None:
            fields["checkout_options"] = CheckoutOptions(**self.checkout_options.model_dump())
        return ProvisionRequest(
            scope=scope, awaits_payment=self.await_payment_confirmation, **self.agreement(), **fields
        )


class BillableFeatureBody(Value):
    """How many units of a feature are bought, in the older words of previews."""

    feature_id: str
    quantity: Number


class PreviewSubscriptionBody(ProvisionFields):
    """What is to be previewed: as it would be provisioned."""

    billable_features: tuple[BillableFeatureBody, ...] = ()

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        fields = self.agreement()
        older = tuple(Quantity(id=each.feature_id, quantity=each.quantity) for each in self.billable_features)
        return ProvisionRequest(scope=scope, **{**fields, "quantities": (*fields.get("quantities", ()), *older)})


class UpdateSubscriptionBody(TermsFields):
    """What is to change: fields that are left out stay. Add-ons and overrides replace the whole list."""

    await_payment_confirmation: Flag = True
    billing_cycle_anchor: BillingCycleAnchor = BillingCycleAnchor.UNCHANGED
    billing_period: BillingPeriod | None = None
    cancellation_date: SentInstant | None = None
    metadata: Metadata = Field(default_factory=dict)
    promotion_code: str | None = None
    salesforce_id: Text | None = None
    schedule_strategy: ScheduleStrategy | None = None
    trial_end_date: SentInstant | None = None

    def to_request(self, scope: Scope, subscription_id: str) -> UpdateRequest:
        """Return the domain's request."""
        same = {"cancellation_date", "metadata", "salesforce_id"}
        fields = {name: value for name, value in sent(self).items() if name in same}
        also = {"billing_period", "schedule_strategy", "trial_end_date"}
        fields |= {name: getattr(self, name) for name in also if getattr(self, name) is not None}
        if self.billing_cycle_anchor is BillingCycleAnchor.NOW:
            fields["restarts_billing_cycle"] = True
        terms = self.terms()
        if self.promotion_code:
            if self.applied_coupon is not None:
                raise InvalidInput("Send either appliedCoupon or promotionCode", field="promotionCode")
            terms["coupon"] = CouponWish(promotion_code=self.promotion_code)
        return UpdateRequest(
            scope=scope, id=subscription_id, awaits_payment=self.await_payment_confirmation, **terms, **fields
        )


class CancelSubscriptionBody(Value):
    """When a subscription is to end, what is to follow, and whether the unused rest is given back."""

    cancellation_time: SubscriptionCancellationTime | None = None
    cancellation_action: CancellationAction = CancellationAction.DEFAULT
    end_date: SentInstant | None = None
    prorate: Flag | None = None

    def to_request(self, scope: Scope, subscription_id: str) -> CancelRequest:
        """Return the domain's request; a date alone asks for that date."""
        by_date = SubscriptionCancellationTime.SPECIFIC_DATE if self.end_date is not None else None
        return CancelRequest(
            scope=scope,
            id=subscription_id,
            time=self.cancellation_time or by_date,
            action=self.cancellation_action,
            end_date=self.end_date,
            is_prorated=self.prorate,
        )


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
