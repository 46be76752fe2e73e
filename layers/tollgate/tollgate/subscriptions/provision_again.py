"""Provision the plan that a customer has already: its terms change, or its trial is paid for."""

from tollgate.catalog.plan import Plan
from tollgate.catalog.trial import TrialEndBehavior
from tollgate.subscriptions.agreement import ProvisionRequest, agreed_period
from tollgate.subscriptions.apply_update import apply_update
from tollgate.subscriptions.convert_trial import convert_trial
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.status import ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.update_request import UpdateRequest

_SAME_NAMES = (
    "awaits_payment",
    "addons",
    "quantities",
    "unit_quantity",
    "prices",
    "entitlements",
    "coupon",
    "minimum_spend",
    "budget",
    "cancellation_date",
    "billing_information",
    "salesforce_id",
    "metadata",
    "restarts_billing_cycle",
)


def same_plan(request: ProvisionRequest, plan: Plan, holdings: Holdings) -> Subscription | None:
    """Return the live subscription that the request is about, None where another one is to begin.

    A trial that is asked for beside what is paid for is another one, and so is what is to begin on another day.
    """
    if request.start_date is not None and request.start_date > holdings.now:
        return None
    live = {
        each.status: each
        for each in holdings.in_slot(plan.product_id)
        if each.plan_id == plan.id and each.status.is_live
    }
    tried, paid = live.get(SubscriptionStatus.IN_TRIAL), live.get(SubscriptionStatus.ACTIVE)
    if request.trial is not None and request.trial.is_trial:
        return tried
    return tried if tried is not None and paid is None else paid


def provision_again(request: ProvisionRequest, held: Subscription, plan: Plan, holdings: Holdings) -> Subscription:
    """Return the live subscription with what the request says; a trial is paid for where the request asks for that."""
    is_paid_for = request.skips_trial or (request.trial is not None and not request.trial.is_trial)
    converts = held.status is SubscriptionStatus.IN_TRIAL and is_paid_for
    waits = request.schedule_strategy not in {None, ScheduleStrategy.IMMEDIATE}
    changed = apply_update(_as_update(request, held, plan, converts=converts), held, holdings)
    if not converts:
        return changed
    if waits:
        return holdings.keep(changed.but(trial_end_behavior=TrialEndBehavior.CONVERT_TO_PAID, updated_at=holdings.now))
    return convert_trial(changed, holdings, at=holdings.now, awaits_payment=request.awaits_payment)


def _as_update(request: ProvisionRequest, held: Subscription, plan: Plan, *, converts: bool) -> UpdateRequest:
    given = {name: getattr(request, name) for name in _SAME_NAMES if name in request.model_fields_set}
    if held.terms.billing_period is not None or request.billing_period is not None:
        wished = request.billing_period or held.terms.billing_period
        given["billing_period"] = agreed_period(wished, plan)
    if not converts and request.schedule_strategy is not None:
        given["schedule_strategy"] = request.schedule_strategy
    if given.get("coupon", ...) is None:
        given.pop("coupon")
    return UpdateRequest(scope=request.scope, id=held.id, **given)
