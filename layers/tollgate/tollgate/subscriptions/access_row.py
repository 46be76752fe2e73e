"""What a subscription gives, as the access item of its holder tells it."""

from datetime import datetime

from tollgate.customers.access import SubscriptionAccess
from tollgate.subscriptions.credits_given import credits_given, rates_of
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import DueKind

_CHANGES_ACCESS = frozenset(
    (DueKind.START, DueKind.CANCELLATION, DueKind.END, DueKind.TRIAL_END, DueKind.SCHEDULED_UPDATE)
)


def access_of(subscription: Subscription, *, usage_cut: datetime | None = None) -> SubscriptionAccess:
    """Return what a subscription gives; resettable usage starts from zero at the cut, where there is one."""
    return SubscriptionAccess(
        id=subscription.id,
        product_id=subscription.product_id,
        plan_id=subscription.plan_id,
        plan_version=subscription.plan_version,
        addons=subscription.addons,
        units=subscription.units,
        overrides=subscription.terms.overrides,
        credits=tuple(credits_given(subscription)),
        rates=tuple(rates_of(subscription)),
        is_trial=subscription.status is SubscriptionStatus.IN_TRIAL,
        is_on_hold=subscription.status is SubscriptionStatus.PAYMENT_PENDING,
        starts_at=subscription.start_date,
        ends_at=subscription.effective_end_date,
        changes_at=min((due.at for due in subscription.all_due if due.kind in _CHANGES_ACCESS), default=None),
        usage_anchor=subscription.usage_anchor,
        usage_cut=usage_cut,
        updated_at=subscription.updated_at,
    )
