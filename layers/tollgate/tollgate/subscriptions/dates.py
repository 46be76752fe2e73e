"""The dates of a subscription that an update moves: the end of its trial, and its cancellation."""

from datetime import datetime

from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.convert_trial import convert_trial
from tollgate.subscriptions.ending import end_and_follow
from tollgate.subscriptions.errors import InvalidCancellationDate
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import CancellationAction, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import TRIAL_NOTICE
from tollgate.subscriptions.update_request import UpdateRequest


def with_dates(request: UpdateRequest, subscription: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription with the dates that were sent; a trial whose end has come ends, and is taken in.

    Moving the end of a trial takes a cancellation back that waited. Raises `InvalidInput` where there is no trial, and
    `InvalidCancellationDate` for a date that is over.
    """
    dated = subscription
    if request.given("cancellation_date"):
        dated = with_cancellation(dated, request.cancellation_date, now=holdings.now)
    if request.trial_end_date is None:
        return dated
    if subscription.status is not SubscriptionStatus.IN_TRIAL:
        raise InvalidInput(f"{subscription.id} is not in a trial", field="trialEndDate")
    moved = with_trial_end(dated, request.trial_end_date, now=holdings.now)
    if request.trial_end_date > holdings.now:
        return moved
    if moved.converts:
        return convert_trial(moved, holdings, at=holdings.now, awaits_payment=request.awaits_payment)
    return end_and_follow(moved, Trigger.TRIAL_ENDED, holdings, at=holdings.now)


def with_trial_end(subscription: Subscription, end: datetime, *, now: datetime) -> Subscription:
    """Return the subscription with another end of its trial, and without a cancellation that waited."""
    return subscription.but(
        trial_end_date=end,
        is_trial_end_told=end - TRIAL_NOTICE <= now,
        cancellation_date=None,
        cancellation_action=CancellationAction.DEFAULT,
    )


def with_cancellation(subscription: Subscription, at: datetime | None, *, now: datetime) -> Subscription:
    """Return the subscription as it is to be cancelled on a date, None for never.

    A trial that is cancelled after its end lasts until then.
    """
    if at is None:
        return subscription.but(cancellation_date=None, cancellation_action=CancellationAction.DEFAULT)
    if at <= now:
        message = "A cancellation on a date takes place in the future; cancel at once instead"
        raise InvalidCancellationDate(message, field="cancellationDate", refId=subscription.id)
    is_tried = subscription.status is SubscriptionStatus.IN_TRIAL
    is_later = is_tried and subscription.trial_end_date is not None and at > subscription.trial_end_date
    extended = with_trial_end(subscription, at, now=now) if is_later else subscription
    return extended.but(cancellation_date=at)
