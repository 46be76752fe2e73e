"""Cancel a subscription: at once, at the end of its period, or on a date."""

from datetime import datetime

from tollgate.catalog.package import PricingType
from tollgate.catalog.product_settings import SubscriptionCancellationTime
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope
from tollgate.subscriptions.dates import with_cancellation
from tollgate.subscriptions.ending import end_and_follow
from tollgate.subscriptions.errors import DoesNotHaveBillingPeriod, InvalidCancellationDate
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.future_update import ScheduleStatus
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import CancellationAction, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


class CancelRequest(Value):
    """When a subscription is to end, what is to follow, and whether the unused rest is given back.

    What is not said is as the product says.
    """

    scope: Scope
    id: str
    time: SubscriptionCancellationTime | None = None
    action: CancellationAction = CancellationAction.DEFAULT
    end_date: Instant | None = None
    is_prorated: bool | None = None


def cancel_subscription(request: CancelRequest, life: Lifecycle) -> Subscription:
    """Return the subscription, cancelled or to be cancelled; a second request takes the place of the first.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, `DoesNotHaveBillingPeriod`, `InvalidCancellationDate`.
    """
    subscription, holdings = find_live(request.scope, request.id, life)
    asked = subscription.but(cancellation_action=request.action, is_cancellation_prorated=request.is_prorated)
    at = _time_of(request, asked, holdings)
    if at is None:
        canceled = end_and_follow(asked, Trigger.CANCELED_NOW, holdings, at=holdings.now)
    else:
        waiting = with_cancellation(asked, at, now=holdings.now).but(
            cancellation_action=request.action, updated_at=holdings.now
        )
        cleared = waiting.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.CANCELED)
        canceled = holdings.keep(cleared)
    holdings.write()
    return canceled


def _time_of(request: CancelRequest, subscription: Subscription, holdings: Holdings) -> datetime | None:
    """Return the instant at which the subscription is to end, None for now."""
    if not subscription.status.is_live:
        return None
    time = request.time or _usual_time(subscription, holdings)
    match time:
        case SubscriptionCancellationTime.IMMEDIATE:
            return None
        case SubscriptionCancellationTime.SPECIFIC_DATE:
            if request.end_date is None or request.end_date <= holdings.now:
                message = "Name an endDate in the future"
                raise InvalidCancellationDate(message, field="endDate", refId=subscription.id)
            return request.end_date
    end = _end_of_period(subscription)
    if end is None and request.time is not None:
        message = f"{subscription.id} has no billing period whose end could be waited for"
        raise DoesNotHaveBillingPeriod(message, field="cancellationTime", refId=subscription.id)
    return end


def _end_of_period(subscription: Subscription) -> datetime | None:
    if subscription.status is SubscriptionStatus.IN_TRIAL:
        return subscription.trial_end_date
    return subscription.current_billing_period_end if subscription.pricing_type is PricingType.PAID else None


def _usual_time(subscription: Subscription, holdings: Holdings) -> SubscriptionCancellationTime:
    product = holdings.life.products.find(holdings.scope, subscription.product_id)
    usual = product.product_settings.subscription_cancellation_time if product is not None else None
    is_by_date = usual is SubscriptionCancellationTime.SPECIFIC_DATE
    return SubscriptionCancellationTime.IMMEDIATE if usual is None or is_by_date else usual
