"""Delegate a subscription: another customer pays for it, or manages it. Whose it is stays."""

from tollgate.billing.invoice import BillingReason
from tollgate.billing.payment_method_errors import PaymentMethodNotFound
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.scope import Scope
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.errors import InvalidSubscriptionStatus
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.payer import check_payer
from tollgate.subscriptions.payment import can_be_charged
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


def delegate_payment(scope: Scope, subscription_id: str, payer_id: str, life: Lifecycle) -> Subscription:
    """Return the subscription as another customer pays for it from the next invoice on; as it was where it does.

    What was invoiced stays with who had paid, credit included. Raises `SubscriptionNotFound`,
    `SubscriptionAlreadyEnded`, `CustomerNotFound`, and `PaymentMethodNotFound` where a vendor charges payers and this
    one has no payment method.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if subscription.status is SubscriptionStatus.PAYMENT_PENDING:
        raise InvalidSubscriptionStatus.named(subscription.id, subscription.status)
    is_own = payer_id == subscription.customer_id
    if not is_own:
        check_payer(scope, payer_id, life)
    if subscription.payer_id == payer_id:
        return subscription
    delegated = subscription.but(paying_customer_id=None if is_own else payer_id, updated_at=holdings.now)
    charging = Charging(scope, life)
    if not can_be_charged(delegated, life, charging):
        raise PaymentMethodNotFound.of_payer(payer_id, field="targetCustomerId")
    if delegated.status is SubscriptionStatus.ACTIVE:
        reason = BillingReason.SUBSCRIPTION_UPDATE
        delegated = charging.give(delegated, None, former=subscription, reason=reason, at=holdings.now).subscription
    return _kept(delegated, holdings)


def delegate_management(scope: Scope, subscription_id: str, manager_id: str | None, life: Lifecycle) -> Subscription:
    """Return the subscription as another customer manages it, None for its own; who pays stays.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `CustomerNotFound`.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if manager_id is not None:
        manager = life.customers.find(scope, manager_id)
        if manager is None or manager.is_archived:
            raise CustomerNotFound.of(manager_id)
    managed_by = None if manager_id == subscription.customer_id else manager_id
    if subscription.managing_customer_id == managed_by:
        return subscription
    return _kept(subscription.but(managing_customer_id=managed_by, updated_at=holdings.now), holdings)


def _kept(subscription: Subscription, holdings: Holdings) -> Subscription:
    kept = holdings.keep(subscription)
    holdings.write()
    return kept
