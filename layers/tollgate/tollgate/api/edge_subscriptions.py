"""The edge read of what a customer has subscribed to."""

from collections.abc import Sequence

from tollgate.api.subscriptions import SubscriptionView
from tollgate.shared.entity import Value
from tollgate.subscriptions.subscription import Subscription


class EdgeSubscriptionsView(Value):
    """The subscriptions that have not ended, newest first: the customer's own, or those of one of its resources."""

    subscriptions: list[SubscriptionView]

    @classmethod
    def of(cls, subscriptions: Sequence[Subscription], resource_id: str | None) -> "EdgeSubscriptionsView":
        """Return the view of those among a customer's subscriptions that are for this resource, or for none."""
        shown = [SubscriptionView.of(each) for each in subscriptions if each.resource_id == (resource_id or None)]
        return cls.model_construct(subscriptions=shown)
