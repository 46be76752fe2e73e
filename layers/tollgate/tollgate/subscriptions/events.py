"""What happens to subscriptions."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.shared.entity import Entity
from tollgate.shared.events import DomainEvent
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription

_SHOWN = {
    "id",
    "billing_id",
    "status",
    "start_date",
    "end_date",
    "cancellation_date",
    "cancel_reason",
    "trial_end_date",
    "current_billing_period_start",
    "current_billing_period_end",
    "billing_period",
    "payment_collection",
    "metadata",
}


class SubscriptionEvent(DomainEvent):
    """Something happened to a subscription."""

    source: ClassVar[str] = "subscriptions"
    tells_of: ClassVar[type[Entity]] = Subscription

    @classmethod
    def of(cls, subscription: Subscription, *, at: datetime, **more: Any) -> Self:
        """Return the event with the subscription's public view, and `more` beside it."""
        payload = {**public_view(subscription), **more}
        return cls(
            aggregate=f"SUBSCRIPTION#{subscription.id}",
            parent_id=subscription.customer_id,
            occurred_at=at,
            payload=payload,
        )


def public_view(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription as events show it; `entityId` is its internal id."""
    return {
        "entityId": subscription.uuid,
        **subscription.model_dump(mode="json", by_alias=True, include=_SHOWN),
        "billingCurrency": subscription.currency,
        "isTrialSubscription": subscription.status is SubscriptionStatus.IN_TRIAL,
        "customer": {"id": subscription.customer_id},
        "resource": {"id": subscription.resource_id} if subscription.resource_id is not None else None,
        "plan": {
            "id": subscription.plan_id,
            "versionNumber": subscription.plan_version,
            "productId": subscription.product_id,
            "pricingType": subscription.pricing_type.value,
        },
        "addons": [each.model_dump(mode="json", by_alias=True) for each in subscription.addons],
    }


class SubscriptionCreated(SubscriptionEvent):
    """A subscription was provisioned; `isUpgrade` and `isDowngrade` tell what it is to the one it replaced."""

    event_type: ClassVar[str] = "SUBSCRIPTION_CREATED"


class SubscriptionUpdated(SubscriptionEvent):
    """A subscription entered its next billing period, changed its terms, or grants what a newer version says."""

    event_type: ClassVar[str] = "SUBSCRIPTION_UPDATED"


class SubscriptionCanceled(SubscriptionEvent):
    """A subscription was cancelled, replaced, or ended with something else."""

    event_type: ClassVar[str] = "SUBSCRIPTION_CANCELED"


class SubscriptionExpired(SubscriptionEvent):
    """A subscription came to its end date, or its first payment never came."""

    event_type: ClassVar[str] = "SUBSCRIPTION_EXPIRED"


class SubscriptionTrialStarted(SubscriptionEvent):
    """A subscription began as a trial."""

    event_type: ClassVar[str] = "SUBSCRIPTION_TRIAL_STARTED"


class SubscriptionTrialEndsSoon(SubscriptionEvent):
    """A trial is over in seven days."""

    event_type: ClassVar[str] = "SUBSCRIPTION_TRIAL_ENDS_SOON"


class SubscriptionBillingMonthEndsSoon(SubscriptionEvent):
    """A month of a billing period, or the whole of a monthly one, is over in an hour; its bounds stand beside."""

    event_type: ClassVar[str] = "SUBSCRIPTION_BILLING_MONTH_ENDS_SOON"


class SubscriptionSpentLimitExceeded(SubscriptionEvent):
    """Usage came to cost as much as the budget allows; `budget` and `currentSpend` stand beside."""

    event_type: ClassVar[str] = "SUBSCRIPTION_SPENT_LIMIT_EXCEEDED"


class SubscriptionTrialExpired(SubscriptionEvent):
    """A trial is over and was not paid for."""

    event_type: ClassVar[str] = "SUBSCRIPTION_TRIAL_EXPIRED"


class SubscriptionTrialConverted(SubscriptionEvent):
    """A trial is paid for from now on; `reason` is TRIAL_ENDED or PAID_SUBSCRIPTION_PROVISIONED."""

    event_type: ClassVar[str] = "SUBSCRIPTION_TRIAL_CONVERTED"
