"""List subscriptions."""

from tollgate.shared.clock import Clock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription


def list_subscriptions(
    scope: Scope,
    filters: SubscriptionFilters,
    request: PageRequest,
    *,
    subscriptions: SubscriptionRepository,
    clock: Clock,
) -> Page[Subscription]:
    """Return a page of the subscriptions that fit the filters, newest first, each as it stands now."""
    page = subscriptions.page(scope, filters, request)
    now = clock.now()
    return page.but(rows=tuple(subscription.seen_at(now) for subscription in page.rows))


def active_subscriptions(
    scope: Scope,
    customer_id: str,
    resource_id: str | None = None,
    *,
    subscriptions: SubscriptionRepository,
    clock: Clock,
) -> list[Subscription]:
    """Return the customer's subscriptions that have not ended, newest first; with a resource, those of it only."""
    now = clock.now()
    held = [
        subscription.seen_at(now)
        for subscription in subscriptions.of_customer(scope, customer_id)
        if not subscription.has_ended and (resource_id is None or subscription.resource_id == resource_id)
    ]
    return sorted(held, key=lambda subscription: (subscription.created_at, subscription.id), reverse=True)
