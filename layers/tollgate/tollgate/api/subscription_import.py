"""Imports of subscriptions on the wire."""

from tollgate.api.subscription_terms import AddonBody, ChargeBody
from tollgate.api.wire import Metadata, SentInstant, Text, Unsupported
from tollgate.shared.entity import Value
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.imported_subscription import ImportedSubscription


class ImportedSubscriptionBody(Value):
    """A subscription as it is elsewhere; what cannot be of it is told by the task, beyond types and lengths."""

    id: Text
    customer_id: Text
    plan_id: Text
    addons: tuple[AddonBody, ...] | None = None
    billing_id: Text | None = None
    billing_period: BillingPeriod | None = None
    charges: tuple[ChargeBody, ...] | None = None
    end_date: SentInstant | None = None
    metadata: Metadata | None = None
    resource_id: Text | None = None
    start_date: SentInstant | None = None

    def to_value(self) -> ImportedSubscription:
        """Return the domain's value."""
        return ImportedSubscription(
            id=self.id,
            customer_id=self.customer_id,
            plan_id=self.plan_id,
            resource_id=self.resource_id,
            billing_period=self.billing_period,
            start_date=self.start_date,
            end_date=self.end_date,
            addons=tuple(each.to_wish() for each in self.addons) if self.addons is not None else None,
            quantities=tuple(each.to_quantity() for each in self.charges) if self.charges is not None else None,
            billing_id=self.billing_id,
            metadata=self.metadata,
        )


class ImportSubscriptionsBody(Value):
    """The subscriptions to import."""

    subscriptions: list[ImportedSubscriptionBody]
    integration_id: Unsupported = None


class SubscriptionImportView(Value):
    """An import that was started: the task that tells what becomes of each subscription."""

    task_id: str
