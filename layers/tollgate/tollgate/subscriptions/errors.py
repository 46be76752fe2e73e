"""What the subscriptions area refuses."""

from tollgate.shared.errors import Conflict, InvalidInput, NotFound
from tollgate.subscriptions.subscription import Subscription


class SubscriptionNotFound(NotFound):
    """No subscription has this id."""

    code = "SubscriptionNotFound"

    @classmethod
    def of(cls, subscription_id: str) -> "SubscriptionNotFound":
        """Return the error for this id."""
        return cls(f"There is no subscription with the id {subscription_id}", refId=subscription_id)


class SubscriptionAlreadyEnded(Conflict):
    """The subscription is cancelled or expired, which is final."""

    code = "SubscriptionAlreadyCanceledOrExpired"

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionAlreadyEnded":
        """Return the error for this subscription."""
        return cls(
            f"The subscription {subscription.id} has ended; provision a new one",
            refId=subscription.id,
            status=subscription.status.value,
        )


class BillingPeriodMissing(InvalidInput):
    """A paid plan is sold by the month or by the year, and the request does not say which."""

    code = "BillingPeriodMissingError"


class SubscriptionWithoutAccess(Conflict):
    """The subscription goes on, and the access item of its customer or resource does not hold it."""

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionWithoutAccess":
        """Return the error for this subscription."""
        return cls(f"The subscription {subscription.id} gives no access; cancel it and provision a new one")
