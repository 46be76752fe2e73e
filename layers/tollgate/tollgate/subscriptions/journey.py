"""What a new customer starts with: the plan that is asked for, or the one that its product always starts with."""

from enum import StrEnum
from typing import Any

from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.product_settings import ProductSettings, SubscriptionStartSetup
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.catalogue import sold_plan
from tollgate.subscriptions.trials import TrialWish


class SubscriptionDecision(StrEnum):
    """How it was decided which subscription a provisioned customer begins with."""

    REQUESTED_PLAN = "REQUESTED_PLAN"
    PREDEFINED_FREE_PLAN = "PREDEFINED_FREE_PLAN"
    PREDEFINED_TRIAL_PLAN = "PREDEFINED_TRIAL_PLAN"
    SKIPPED_SUBSCRIPTION_CREATION = "SKIPPED_SUBSCRIPTION_CREATION"


def first_agreement(
    request: ProvisionRequest, *, plans: PlanRepository, products: ProductRepository
) -> tuple[ProvisionRequest, SubscriptionDecision]:
    """Return what a new customer's request comes to under the settings of the requested plan's product, and why.

    Raises what `sold_plan` raises of the requested plan.
    """
    _, product = sold_plan(request.scope, request.plan_id, plans=plans, products=products)
    return decided(request, product.product_settings)


def decided(request: ProvisionRequest, settings: ProductSettings) -> tuple[ProvisionRequest, SubscriptionDecision]:
    """Return the request with the plan that the settings start with, and who decided on it."""
    setup, plan_id = settings.subscription_start_setup, settings.subscription_start_plan_id
    if setup is SubscriptionStartSetup.PLAN_SELECTION or plan_id is None:
        return request, SubscriptionDecision.REQUESTED_PLAN
    decided_on = request if request.plan_id == plan_id else request.but(plan_id=plan_id, **_NOTHING_AGREED)
    if setup is SubscriptionStartSetup.FREE_PLAN:
        return decided_on, SubscriptionDecision.PREDEFINED_FREE_PLAN
    trial = request.trial or TrialWish(is_trial=True)
    return decided_on.but(trial=trial), SubscriptionDecision.PREDEFINED_TRIAL_PLAN


_NOTHING_AGREED: dict[str, Any] = {
    name: ProvisionRequest.model_fields[name].get_default()
    for name in ("addons", "quantities", "unit_quantity", "prices", "entitlements", "minimum_spend")
}
"""What another plan than the one it was said of may not sell, or sells otherwise."""
