"""Transfer a subscription to another resource of its customer."""

from datetime import timedelta

from tollgate.billing.invoicing import leaving
from tollgate.billing.usage import load_usage
from tollgate.catalog.errors import ProductNotFound
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.period import start_of_hour
from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.errors import SubscriptionNotFound, TooManySubscriptions
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


def transfer_subscription(scope: Scope, subscription_id: str, resource_id: str | None, life: Lifecycle) -> Subscription:
    """Return the subscription as it is another resource's; as it was where it is that resource's already.

    What was used before stays with the former resource, and is billed with the next invoice. Raises
    `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `InvalidInput` where the product is not subscribed per
    resource, and `TooManySubscriptions` where the other resource subscribes to it already.
    """
    _check(resource_id)
    subscription, source = find_live(scope, subscription_id, life)
    product = life.products.find(scope, subscription.product_id)
    if product is None:
        raise ProductNotFound.of(subscription.product_id)
    if not product.multiple_subscriptions or resource_id is None:
        message = f"Plans of {product.id} are {'' if product.multiple_subscriptions else 'not '}subscribed per resource"
        raise InvalidInput(message, field="destinationResourceId")
    if subscription.resource_id == resource_id:
        return subscription
    destination = Holdings.of(scope, subscription.customer_id, resource_id, life)
    catch_up(destination, product.id)
    _check_room(subscription, destination)
    left = _usage_settled(subscription, source)
    source.release(subscription.id)
    moved = destination.keep(left.but(resource_id=resource_id, updated_at=source.now))
    source.write()
    destination.write()
    return moved


def transfer_from_resource(
    scope: Scope, customer_id: str, source_id: str, resource_id: str, life: Lifecycle
) -> Subscription:
    """Return the only subscription of a resource as it is another one's.

    Raises `SubscriptionNotFound`, `InvalidInput` where there is more than one, and what transferring raises.
    """
    _check(resource_id)
    held = Holdings.of(scope, customer_id, source_id, life).ids
    if not held:
        raise SubscriptionNotFound.at(customer_id, source_id)
    if len(held) > 1:
        named = ", ".join(held)
        message = f"{source_id} has several subscriptions; transfer one of them by its id: {named}"
        raise InvalidInput(message, field="sourceResourceId")
    return transfer_subscription(scope, held[0], resource_id, life)


def _check(resource_id: str | None) -> None:
    if resource_id is not None:
        require_id(resource_id, field="destinationResourceId")


def _check_room(subscription: Subscription, destination: Holdings) -> None:
    """Raise `TooManySubscriptions` where the slot has one already; a trial has a place of its own."""
    is_trial = subscription.status is SubscriptionStatus.IN_TRIAL
    for each in destination.in_slot(subscription.product_id):
        if (each.status is SubscriptionStatus.IN_TRIAL) is is_trial:
            message = f"{destination.resource_id} has the subscription {each.id} to the same product; cancel that first"
            raise TooManySubscriptions(message, refId=destination.resource_id, field="destinationResourceId")


def _usage_settled(subscription: Subscription, source: Holdings) -> Subscription:
    """Return the subscription with what was used so far waiting for the next invoice: it is counted elsewhere now.

    Of a level only what stands at the end counts, so that none is settled.
    """
    scope, life = source.scope, source.life
    charging = Charging(scope, life)
    sold, period = charging.sold(subscription), subscription.period
    if sold is None or period is None:
        return subscription
    flows = sold.but(items=tuple(each for each in sold.items if not each.is_level))
    hour = start_of_hour(source.now)
    # Usage is kept by the hour: the present one counts whole where it was, and whole where it goes on.
    until = min(hour + timedelta(hours=1), period.end)
    usage = load_usage(scope, flows, period, until=until, is_final=True, reader=life.usage, ledgers=life.ledgers)
    draft = leaving(flows, usage=usage, period=period, until=until)
    return charging.carry(subscription, draft).but(charged_from=hour)
