"""Which subscriptions a list shows."""

from tollgate.catalog.package import PricingType
from tollgate.shared.entity import Value
from tollgate.shared.filters import InstantRange
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


class SubscriptionFilters(Value):
    """Which subscriptions are listed: those that fit every filter that is given; ended ones are shown too."""

    customer_id: str | None = None
    plan_id: str | None = None
    resource_id: str | None = None
    statuses: tuple[SubscriptionStatus, ...] | None = None
    pricing_types: tuple[PricingType, ...] | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, subscription: Subscription) -> bool:
        """Tell whether the subscription is listed."""
        return (
            (self.customer_id is None or subscription.customer_id == self.customer_id)
            and (self.plan_id is None or subscription.plan_id == self.plan_id)
            and (self.resource_id is None or subscription.resource_id == self.resource_id)
            and (self.statuses is None or subscription.status in self.statuses)
            and (self.pricing_types is None or subscription.pricing_type in self.pricing_types)
            and self.created_at.holds(subscription.created_at)
        )
