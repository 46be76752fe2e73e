"""What mutations of subscriptions are given."""

from tollgate.api.wire import Metadata, Text, Unsupported, refuse_unsupported
from tollgate.shared.entity import Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.status import PaymentCollectionMethod


class AgreementInput(Value):
    """`ProvisionCustomerSubscriptionInput`: which plan, on which terms. `refId` is an older name of the id.

    Nothing has to be paid before access begins, so that there is no payment to await.
    """

    plan_id: str
    subscription_id: str | None = None
    ref_id: str | None = None
    resource_id: str | None = None
    billing_period: BillingPeriod | None = None
    billing_cycle_anchor: str | None = None
    payment_collection_method: PaymentCollectionMethod | None = None
    await_payment_confirmation: bool | None = None
    billing_id: Text | None = None
    salesforce_id: Text | None = None
    additional_meta_data: Metadata | None = None
    addons: Unsupported = None
    applied_coupon: Unsupported = None
    billable_features: Unsupported = None
    billing_country_code: Unsupported = None
    billing_information: Unsupported = None
    budget: Unsupported = None
    charges: Unsupported = None
    entitlements: Unsupported = None
    minimum_spend: Unsupported = None
    price_overrides: Unsupported = None
    price_unit_amount: Unsupported = None
    promotion_code: Unsupported = None
    start_date: Unsupported = None
    subscription_entitlements: Unsupported = None
    trial_override_configuration: Unsupported = None
    unit_quantity: Unsupported = None

    def to_agreement(self, scope: Scope, customer_id: str, *, prefix: str = "") -> ProvisionRequest:
        """Return the domain's request; `prefix` is the path at which these fields were sent."""
        refuse_unsupported(self, prefix=prefix)
        return ProvisionRequest(
            scope=scope,
            customer_id=customer_id,
            plan_id=self.plan_id,
            id=self.subscription_id or self.ref_id,
            resource_id=self.resource_id,
            billing_period=self.billing_period,
            restarts_billing_cycle=self.billing_cycle_anchor == "NOW",
            payment_collection_method=self.payment_collection_method,
            billing_id=self.billing_id,
            salesforce_id=self.salesforce_id,
            metadata=self.additional_meta_data or {},
        )


class ProvisionSubscriptionInput(AgreementInput):
    """`ProvisionSubscriptionInput`. Plans have no trials, so that there is none to skip."""

    customer_id: str
    schedule_strategy: str | None = None
    skip_trial: bool | None = None
    cancellation_date: Unsupported = None
    checkout_options: Unsupported = None
    paying_customer_id: Unsupported = None

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        if self.schedule_strategy not in {None, "IMMEDIATE"}:
            raise UnsupportedParameter.named("scheduleStrategy")
        return self.to_agreement(scope, self.customer_id)
