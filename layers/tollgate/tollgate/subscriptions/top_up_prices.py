"""At which price a customer's subscriptions sell credits beside those that are agreed."""

from collections.abc import Iterable

from tollgate.charges.price import Price
from tollgate.shared.scope import Scope
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription

_SELLING = frozenset((SubscriptionStatus.ACTIVE, SubscriptionStatus.IN_TRIAL))


class SubscribedTopUpPrices:
    """Satisfies `credits.recharge_ports.TopUpPrices`."""

    def __init__(self, subscriptions: SubscriptionRepository) -> None:
        self._subscriptions = subscriptions

    def of(self, scope: Scope, customer_id: str, currency_id: str) -> Price | None:
        """Return the price at which a subscription of the customer sells credits, None where none does."""
        return top_up_price(self._subscriptions.of_customer(scope, customer_id), currency_id)


def top_up_price(subscriptions: Iterable[Subscription], currency_id: str) -> Price | None:
    """Return the price of credits in the subscriptions that are running.

    Of several, that of the customer's own comes before those of its resources, and what began last before the rest.
    What is charged for credits that are owed is another price.
    """
    running = [each for each in subscriptions if each.status in _SELLING]
    newest = sorted(running, key=lambda each: (each.resource_id is None, each.start_date, each.id), reverse=True)
    for subscription in newest:
        for item in subscription.items:
            if item.price.top_up_custom_currency_id == currency_id and not item.is_overage:
                return item.price
    return None
