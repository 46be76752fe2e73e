"""Where a subscription is found: what a walk over the subscriptions of a plan goes by."""

from tollgate.shared.entity import Value


class SubscriptionPlace(Value):
    """A subscription among those of its plan. `order` is its place in the walk."""

    order: str
    customer_id: str
    subscription_id: str
