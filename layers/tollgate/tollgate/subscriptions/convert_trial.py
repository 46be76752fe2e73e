"""Turn a trial into a subscription that is paid for."""

from datetime import datetime

from tollgate.catalog.errors import ProductNotFound
from tollgate.catalog.package import PricingType
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.take_slot import take_slot


def convert_trial(
    subscription: Subscription, holdings: Holdings, *, at: datetime, awaits_payment: bool = True
) -> Subscription:
    """Return the subscription as it is paid for from an instant on, with billing periods counted from there.

    What else has the slot gives way. Where the payment is not done, the subscription waits for it.
    """
    product = holdings.life.products.find(holdings.scope, subscription.product_id)
    if product is None:
        raise ProductNotFound.of(subscription.product_id)
    converted = subscription.moved(Trigger.CONVERTED, at=at)
    if converted.pricing_type is PricingType.PAID:
        converted = converted.in_cycle(at, at=at).but(charged_from=at, arrears_from=at)
    origin = SubscriptionStatus.IN_TRIAL
    return take_slot(converted, product, holdings, at=at, origin=origin, awaits_payment=awaits_payment).subscription
