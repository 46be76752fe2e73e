"""What mutations that begin a subscription are given."""

from typing import Any

from tollgate.api.subscription_bodies import BillingCycleAnchor
from tollgate.api.wire import Flag, Metadata, Text, Unsupported, refuse_unsupported, sent
from tollgate.billing.checkout import CheckoutOptions
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.graphql.inputs.subscription_terms import TermsInput
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.status import PaymentCollectionMethod, ScheduleStrategy
from tollgate.subscriptions.trials import TrialWish


class TrialInput(Value):
    """`TrialOverrideConfigurationInput`."""

    is_trial: Flag
    trial_end_date: Instant | None = None
    trial_end_behavior: TrialEndBehavior | None = None

    def to_wish(self) -> TrialWish:
        """Return the domain's value."""
        return TrialWish(is_trial=self.is_trial, end_date=self.trial_end_date, end_behavior=self.trial_end_behavior)


class CheckoutOptionsInput(Value):
    """`CheckoutOptions`."""

    success_url: str
    cancel_url: str
    allow_promo_codes: Flag = False
    allow_tax_id_collection: Flag = False
    collect_billing_address: Flag = False
    collect_phone_number: Flag = False
    reference_id: str | None = None


class BeginningInput(TermsInput):
    """Which plan, on which terms, from when on: what a preview and whatever begins a subscription have in common."""

    plan_id: str
    resource_id: str | None = None
    billing_country_code: Text | None = None
    billing_cycle_anchor: BillingCycleAnchor | None = None
    billing_period: BillingPeriod | None = None
    paying_customer_id: str | None = None
    schedule_strategy: ScheduleStrategy | None = None
    skip_trial: Flag | None = None
    start_date: Instant | None = None
    trial_override_configuration: TrialInput | None = None

    def trial(self) -> TrialWish | None:
        """Return what is said of a trial."""
        told = self.trial_override_configuration
        return told.to_wish() if told is not None else None

    def agreement(self) -> dict[str, Any]:
        """Return the fields of the domain's request that were sent."""
        same = {"plan_id", "resource_id", "billing_country_code", "billing_period", "paying_customer_id"}
        also = {"schedule_strategy", "start_date"}
        fields = {name: value for name, value in sent(self).items() if name in same | also and value is not None}
        fields |= self.terms()
        if self.billing_cycle_anchor is BillingCycleAnchor.NOW:
            fields["restarts_billing_cycle"] = True
        if self.skip_trial:
            fields["skips_trial"] = True
        trial = self.trial()
        return fields if trial is None else {**fields, "trial": trial}


class AgreementInput(BeginningInput):
    """`ProvisionCustomerSubscriptionInput`. `refId` is an older name of the id."""

    subscription_id: str | None = None
    ref_id: str | None = None
    additional_meta_data: Metadata | None = None
    await_payment_confirmation: Flag | None = None
    billing_id: Text | None = None
    cancellation_date: Instant | None = None
    payment_collection_method: PaymentCollectionMethod | None = None
    salesforce_id: Text | None = None

    def to_agreement(self, scope: Scope, customer_id: str) -> ProvisionRequest:
        """Return the domain's request."""
        same = {"billing_id", "cancellation_date", "payment_collection_method", "salesforce_id"}
        fields = {name: value for name, value in sent(self).items() if name in same and value is not None}
        if self.additional_meta_data is not None:
            fields["metadata"] = self.additional_meta_data
        return ProvisionRequest(
            scope=scope,
            customer_id=customer_id,
            id=self.subscription_id or self.ref_id,
            awaits_payment=self.await_payment_confirmation is not False,
            **self.agreement(),
            **fields,
        )

    def as_sent(self, field: str) -> str:
        """Return the path at which this input has what the domain refuses a field for."""
        if field == "id":
            return "refId" if self.ref_id and not self.subscription_id else "subscriptionId"
        first, dot, rest = field.partition(".")
        return f"additionalMetaData{dot}{rest}" if first == "metadata" else super().as_sent(field)


class ProvisionSubscriptionInput(AgreementInput):
    """`ProvisionSubscriptionInput`."""

    customer_id: str
    checkout_options: CheckoutOptionsInput | None = None

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        request = self.to_agreement(scope, self.customer_id)
        if self.checkout_options is None:
            return request
        return request.but(checkout_options=CheckoutOptions(**self.checkout_options.model_dump()))


class ApplySubscriptionInput(AgreementInput):
    """`ApplySubscriptionInput`. An end of the trial alone asks for a trial."""

    customer_id: str
    payment_method_id: str | None = None
    trial_end_date: Instant | None = None

    def trial(self) -> TrialWish | None:
        """Return what is said of a trial; raises `InvalidInput` where its end is said twice."""
        told = super().trial()
        if self.trial_end_date is None:
            return told
        if told is None:
            return TrialWish(is_trial=True, end_date=self.trial_end_date)
        if not told.is_trial or told.end_date not in {None, self.trial_end_date}:
            message = "trialOverrideConfiguration says something else; leave trialEndDate out"
            raise InvalidInput(message, field="trialEndDate")
        return told.but(end_date=self.trial_end_date)

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        return self.to_agreement(scope, self.customer_id)

    def as_sent(self, field: str) -> str:
        """Return the path at which this input has what the domain refuses a field for."""
        if field == "checkoutOptions":
            return "paymentMethodId"
        is_own = field.startswith("trialOverrideConfiguration.") and self.trial_override_configuration is None
        return "trialEndDate" if is_own else super().as_sent(field)


class SubscriptionInput(AgreementInput):
    """`SubscriptionInput` of `createSubscription`, the older way to begin a subscription.

    `endDate` is an older name of `cancellationDate`. `isTrial`, `trialEndBehavior` and `isOverridingTrialConfig` say
    what `trialOverrideConfiguration` says; `isCustomPriceSubscription` that prices are agreed on.
    """

    customer_id: str
    crm_id: Unsupported = None
    end_date: Instant | None = None
    is_custom_price_subscription: Flag | None = None
    is_overriding_trial_config: Flag | None = None
    is_trial: Flag | None = None
    trial_end_behavior: TrialEndBehavior | None = None

    def trial(self) -> TrialWish | None:
        """Return what is said of a trial; raises `InvalidInput` where how one ends is said of none of its own."""
        if self.trial_end_behavior is not None and (not self.is_trial or self.is_overriding_trial_config is False):
            message = "How a trial ends is said of one that overrides the plan's: send isTrial as true"
            raise InvalidInput(message, field="trialEndBehavior")
        if self.is_overriding_trial_config and self.is_trial is None:
            raise InvalidInput("Say whether it is a trial", field="isTrial")
        if self.is_trial is None:
            return None
        return TrialWish(is_trial=self.is_trial, end_behavior=self.trial_end_behavior)

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request; raises `UnsupportedParameter`, and `InvalidInput` where two words disagree."""
        refuse_unsupported(self)
        if self.is_custom_price_subscription is not None:
            self._check_prices(self.is_custom_price_subscription)
        request = self.to_agreement(scope, self.customer_id)
        if self.end_date is None:
            return request
        if self.cancellation_date not in {None, self.end_date}:
            raise InvalidInput("cancellationDate says something else; leave endDate out", field="endDate")
        return request.but(cancellation_date=self.end_date)

    def as_sent(self, field: str) -> str:
        """Return the path at which this input has what the domain refuses a field for."""
        if field == "cancellationDate" and self.cancellation_date is None:
            return "endDate"
        return super().as_sent(field.removeprefix("trialOverrideConfiguration."))

    def _check_prices(self, is_custom: bool) -> None:
        if is_custom is not bool(self.price_overrides):
            message = "A subscription has prices of its own where priceOverrides name them"
            raise InvalidInput(message, field="isCustomPriceSubscription")
