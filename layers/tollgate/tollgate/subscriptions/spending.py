"""What the usage of a subscription has come to cost in its period, held against its budget."""

from datetime import datetime, timedelta
from typing import NamedTuple

from tollgate.billing.arrears import accrued
from tollgate.billing.invoice import nothing
from tollgate.billing.sold import Sold
from tollgate.billing.usage import load_usage
from tollgate.customers.access_terms import BudgetAccess
from tollgate.shared.money import Money
from tollgate.shared.period import Period, start_of_hour
from tollgate.shared.scope import Scope
from tollgate.subscriptions.events import SubscriptionSpentLimitExceeded
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.selling import measured_by
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


class Standing(NamedTuple):
    """How a subscription stands to its budget, and what its usage costs so far."""

    access: BudgetAccess
    spend: Money


def standing_of(scope: Scope, subscription: Subscription, life: Lifecycle, *, now: datetime) -> Standing | None:
    """Return how a live subscription stands to its budget; None where it has none, or nothing that counts for it.

    Pay-as-you-go and overage count, at their prices of then, invoiced or not, less what a minimum spend has paid for;
    usage in a trial does as if it were charged. The period is that of billing, or the trial.
    """
    budget, period, sold = subscription.budget, _period_of(subscription), measured_by(scope, subscription, life)
    if budget is None or period is None or sold is None:
        return None
    features = dict.fromkeys(item.price.feature_id for item in sold.measured() if item.price.feature_id is not None)
    if not features:
        return None
    # Usage is kept by the start of its hour: that of the hour that runs is there up to the hour's end.
    until = min(start_of_hour(now) + timedelta(hours=1), period.end)
    spend = _spend(scope, sold, period, life, until=until)
    access = BudgetAccess(
        features=tuple(features),
        is_hard=not budget.has_soft_limit,
        exceeded_until=period.end if spend.amount >= budget.limit else None,
    )
    return Standing(access, spend)


def _period_of(subscription: Subscription) -> Period | None:
    if subscription.status is SubscriptionStatus.ACTIVE:
        return subscription.period
    if subscription.status is SubscriptionStatus.IN_TRIAL and subscription.trial_end_date is not None:
        # Usage is kept by the hour, and that of the first one counts.
        return Period(start=start_of_hour(subscription.start_date), end=subscription.trial_end_date)
    return None


def _spend(scope: Scope, sold: Sold, period: Period, life: Lifecycle, *, until: datetime) -> Money:
    # As if it ended then: windows that go on after the period count with what was used of them so far.
    usage = load_usage(scope, sold, period, until=until, is_final=True, reader=life.usage, ledgers=life.ledgers)
    ledger = accrued(sold, usage=usage, closed=period, until=until, is_final=True).ledger
    charged = sum((each.amount for each in ledger.charged if each.period == period), nothing(sold.currency))
    prepaid = ledger.spend_of(period)
    return charged - prepaid.drawn if prepaid is not None else charged


def spent(subscription: Subscription, spend: Money, *, at: datetime) -> SubscriptionSpentLimitExceeded:
    """Return the event that usage costs as much as the budget allows."""
    budget = subscription.budget
    return SubscriptionSpentLimitExceeded.of(
        subscription,
        at=at,
        budget=budget.model_dump(mode="json", by_alias=True) if budget is not None else None,
        currentSpend=spend.model_dump(mode="json", by_alias=True),
    )
