"""What mutations that change, end or preview a subscription are given."""

from typing import Any

from tollgate.api.subscription_bodies import BillingCycleAnchor
from tollgate.api.wire import Flag, Metadata, Text, sent
from tollgate.catalog.product_settings import SubscriptionCancellationTime
from tollgate.graphql.inputs.subscription_terms import TermsInput
from tollgate.graphql.inputs.subscriptions import BeginningInput
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import BadUserInput
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.cancel_subscription import CancelRequest
from tollgate.subscriptions.status import CancellationAction, ScheduleStrategy
from tollgate.subscriptions.update_request import UpdateRequest

CLEARED_BY_NULL = frozenset(("budget", "minimumSpend", "cancellationDate", "salesforceId"))
"""Fields of an update that null empties; elsewhere it counts as left out."""


class UpdateSubscriptionInput(TermsInput):
    """`UpdateSubscriptionInput`: fields that are left out stay. `refId` is an older name of the id."""

    subscription_id: str | None = None
    ref_id: str | None = None
    additional_meta_data: Metadata | None = None
    await_payment_confirmation: Flag | None = None
    billing_cycle_anchor: BillingCycleAnchor | None = None
    billing_period: BillingPeriod | None = None
    cancellation_date: Instant | None = None
    salesforce_id: Text | None = None
    schedule_strategy: ScheduleStrategy | None = None
    trial_end_date: Instant | None = None

    @property
    def named(self) -> str:
        """Return which subscription is meant; raises `BadUserInput` where none is."""
        named = self.subscription_id or self.ref_id
        if named is None:
            raise BadUserInput("subscriptionId says which subscription changes; send it", field="subscriptionId")
        return named

    def to_request(self, scope: Scope) -> UpdateRequest:
        """Return the domain's request."""
        same = {"cancellation_date", "salesforce_id", "billing_period", "schedule_strategy", "trial_end_date"}
        fields: dict[str, Any] = {name: value for name, value in sent(self).items() if name in same}
        if self.additional_meta_data is not None:
            fields["metadata"] = self.additional_meta_data
        if self.billing_cycle_anchor is BillingCycleAnchor.NOW:
            fields["restarts_billing_cycle"] = True
        awaits = self.await_payment_confirmation is not False
        return UpdateRequest(scope=scope, id=self.named, awaits_payment=awaits, **self.terms(), **fields)

    def as_sent(self, field: str) -> str:
        """Return the path at which this input has what the domain refuses a field for."""
        first, dot, rest = field.partition(".")
        return f"additionalMetaData{dot}{rest}" if first == "metadata" else super().as_sent(field)


class SubscriptionCancellationInput(Value):
    """`SubscriptionCancellationInput`. There is nothing to await: the cancellation is done with the answer."""

    subscription_ref_id: str
    await_subscription_cancellation: bool | None = None
    end_date: Instant | None = None
    prorate: Flag | None = None
    subscription_cancellation_action: CancellationAction = CancellationAction.DEFAULT
    subscription_cancellation_time: SubscriptionCancellationTime | None = None

    def to_request(self, scope: Scope) -> CancelRequest:
        """Return the domain's request; a date alone asks for that date."""
        by_date = SubscriptionCancellationTime.SPECIFIC_DATE if self.end_date is not None else None
        return CancelRequest(
            scope=scope,
            id=self.subscription_ref_id,
            time=self.subscription_cancellation_time or by_date,
            action=self.subscription_cancellation_action,
            end_date=self.end_date,
            is_prorated=self.prorate,
        )


class PreviewSubscriptionInput(BeginningInput):
    """`PreviewSubscriptionInput`, and `EstimateSubscriptionInput`, which is older."""

    customer_id: str

    def to_request(self, scope: Scope) -> ProvisionRequest:
        """Return the domain's request."""
        return ProvisionRequest(scope=scope, customer_id=self.customer_id, **self.agreement())


class EstimateSubscriptionUpdateInput(TermsInput):
    """`EstimateSubscriptionUpdateInput`."""

    subscription_id: str

    def to_request(self, scope: Scope) -> UpdateRequest:
        """Return the domain's request."""
        return UpdateRequest(scope=scope, id=self.subscription_id, **self.terms())
