"""Charge the usage of a subscription before its billing period ends, and tell the provider of it."""

from datetime import datetime

from tollgate.billing.charge_usage import ChargedNow, UsageBilling
from tollgate.billing.charge_usage import charge_usage as charge
from tollgate.billing.charge_usage import sync_usage as sync
from tollgate.billing.sold import Sold
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.errors import DoesNotHaveBillingPeriod, SubscriptionAlreadyEnded, SubscriptionNotFound
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.status import PaymentCollectionMethod
from tollgate.subscriptions.subscription import Subscription


def charge_usage(scope: Scope, subscription_id: str, life: Lifecycle, *, until: datetime | None = None) -> ChargedNow:
    """Charge what was used in the running billing period up to an instant, now without one.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `DoesNotHaveBillingPeriod`, or `NothingToCharge` for an
    instant outside the part of the period that has passed.
    """
    holdings, subscription = _going_on(scope, subscription_id, life)
    charging = Charging(scope, life)
    sold, period = _billed(subscription, charging)
    charged = charge(
        scope,
        sold,
        period=period,
        until=until,
        billing_id=subscription.billing_id,
        is_invoiced=subscription.payment_collection_method is PaymentCollectionMethod.INVOICE,
        days_until_due=subscription.billing_information.invoice_days_until_due,
        billing=_billing(life, holdings),
    )
    after = charging.answered(subscription, charged.settlement, at=holdings.now).subscription
    if after != subscription:
        holdings.keep(after.but(updated_at=holdings.now))
    holdings.write()
    return charged


def sync_usage(scope: Scope, subscription_id: str, life: Lifecycle) -> None:
    """Tell the provider what was used in the running period and is not invoiced yet; raises as `charge_usage`."""
    holdings, subscription = _going_on(scope, subscription_id, life)
    sold, period = _billed(subscription, Charging(scope, life))
    sync(scope, sold, period=period, billing_id=subscription.billing_id, billing=_billing(life, holdings))
    holdings.write()


def _going_on(scope: Scope, subscription_id: str, life: Lifecycle) -> tuple[Holdings, Subscription]:
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
    holdings = Holdings.around(scope, subscription, life)
    catch_up(holdings, subscription.product_id)
    subscription = holdings.stored(subscription.id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
    return holdings, subscription


def _billed(subscription: Subscription, charging: Charging) -> tuple[Sold, Period]:
    sold, period = charging.sold(subscription), subscription.period
    if sold is None or period is None:
        message = f"{subscription.id} is not billed by periods, so that no usage is charged"
        raise DoesNotHaveBillingPeriod(message, refId=subscription.id)
    return sold, period


def _billing(life: Lifecycle, holdings: Holdings) -> UsageBilling:
    return UsageBilling(
        provider=life.billing, reader=life.usage, ledgers=life.ledgers, events=life.events, now=holdings.now
    )
