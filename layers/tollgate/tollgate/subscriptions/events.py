"""What happens to subscriptions."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.shared.events import DomainEvent
from tollgate.subscriptions.subscription import Subscription

_SHOWN = {
    "id",
    "billing_id",
    "status",
    "start_date",
    "end_date",
    "cancellation_date",
    "cancel_reason",
    "current_billing_period_start",
    "current_billing_period_end",
    "billing_period",
    "payment_collection",
    "metadata",
}


class SubscriptionEvent(DomainEvent):
    """Something happened to a subscription."""

    source: ClassVar[str] = "subscriptions"

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime) -> Self:
        """Return the event with the subscription's public view; `entityId` is its internal id."""
        plan = {
            "id": subscription.plan_id,
            "versionNumber": subscription.plan_version,
            "productId": subscription.product_id,
            "pricingType": subscription.pricing_type.value,
        }
        payload: dict[str, Any] = {
            "entityId": subscription.uuid,
            **subscription.model_dump(mode="json", by_alias=True, include=_SHOWN),
            "trialEndDate": None,
            "isTrialSubscription": False,
            "customer": {"id": subscription.customer_id},
            "resource": {"id": subscription.resource_id} if subscription.resource_id is not None else None,
            "plan": plan,
            "addons": [],
        }
        return cls(aggregate=f"SUBSCRIPTION#{subscription.id}", occurred_at=at, payload=payload)


class SubscriptionCreated(SubscriptionEvent):
    """A subscription was provisioned."""

    event_type: ClassVar[str] = "SUBSCRIPTION_CREATED"


class SubscriptionUpdated(SubscriptionEvent):
    """A subscription entered its next billing period, or grants what a newer version of its plan says."""

    event_type: ClassVar[str] = "SUBSCRIPTION_UPDATED"


class SubscriptionCanceled(SubscriptionEvent):
    """A subscription ended."""

    event_type: ClassVar[str] = "SUBSCRIPTION_CANCELED"
