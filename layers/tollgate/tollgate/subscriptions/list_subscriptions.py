"""List subscriptions."""

from tollgate.shared.clock import CustomerClock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.retrieve_subscription import as_it_stands
from tollgate.subscriptions.subscription import Subscription


def list_subscriptions(
    scope: Scope,
    filters: SubscriptionFilters,
    request: PageRequest,
    *,
    subscriptions: SubscriptionRepository,
    clock: CustomerClock,
) -> Page[Subscription]:
    """Return a page of the subscriptions that fit the filters, newest first, each as it stands now."""
    page = subscriptions.page(scope, filters, request)
    return page.but(rows=tuple(as_it_stands(scope, subscription, clock=clock) for subscription in page.rows))


def active_subscriptions(
    scope: Scope,
    customer_id: str,
    resource_id: str | None = None,
    *,
    subscriptions: SubscriptionRepository,
    clock: CustomerClock,
) -> list[Subscription]:
    """Return the customer's subscriptions that have not ended, newest first; with a resource, those of it only."""
    held = [
        as_it_stands(scope, subscription, clock=clock)
        for subscription in subscriptions.of_customer(scope, customer_id)
        if not subscription.has_ended and (resource_id is None or subscription.resource_id == resource_id)
    ]
    return sorted(held, key=lambda subscription: (subscription.created_at, subscription.id), reverse=True)
