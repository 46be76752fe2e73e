"""Which settings a product may have, and what a plan that they name may not do."""

from collections.abc import Mapping
from typing import Any, TypeVar

from tollgate.catalog.errors import PlanNotFound, PlanUnpublished
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.product_errors import PlanIsDowngradePlan, PlanIsStartPlan
from tollgate.catalog.product_settings import (
    ProductSettings,
    SubscriptionCancellationTime,
    SubscriptionEndSetup,
    SubscriptionStartSetup,
)
from tollgate.shared.errors import DomainError, EntityIsArchived, InvalidInput

_PATH = "productSettings."
_ANY = frozenset(PricingType)
_FREE = frozenset({PricingType.FREE})

_START_PLANS = {
    SubscriptionStartSetup.PLAN_SELECTION: _ANY,
    SubscriptionStartSetup.FREE_PLAN: _FREE,
    SubscriptionStartSetup.TRIAL_PERIOD: frozenset({PricingType.PAID, PricingType.CUSTOM}),
}
"""What kind of plan may be named to start with; where the customer selects one, it waits for another setup."""

Refusal = TypeVar("Refusal", bound=DomainError)


def check_settings(settings: ProductSettings, product_id: str, named: Mapping[str, Plan]) -> None:
    """Raise an error naming the field that cannot be; `named` are the plans there are of those the settings name.

    A plan that was never published is there by its draft. Raises `InvalidInput`, `PlanNotFound`, `PlanUnpublished`
    or `EntityIsArchived`.
    """
    if settings.subscription_cancellation_time is SubscriptionCancellationTime.SPECIFIC_DATE:
        raise InvalidInput(
            "subscriptionCancellationTime is IMMEDIATE or END_OF_BILLING_PERIOD; a date is told when cancelling",
            field=f"{_PATH}subscriptionCancellationTime",
        )
    start, downgrade = settings.subscription_start_plan_id, settings.downgrade_plan_id
    if settings.subscription_start_setup is not SubscriptionStartSetup.PLAN_SELECTION:
        _require(start, "subscriptionStartPlanId", settings.subscription_start_setup)
    if settings.subscription_end_setup is SubscriptionEndSetup.DOWNGRADE_TO_FREE:
        _require(downgrade, "downgradePlanId", settings.subscription_end_setup)
    start_types = _START_PLANS[settings.subscription_start_setup]
    for plan_id, field, types in (
        (start, "subscriptionStartPlanId", start_types),
        (downgrade, "downgradePlanId", _FREE),
    ):
        if plan_id is not None:
            _check_plan(plan_id, named.get(plan_id), product_id, types, field=_PATH + field)


def check_unnamed(settings: ProductSettings, plan_id: str) -> None:
    """Raise `PlanIsStartPlan` or `PlanIsDowngradePlan` where the settings name a plan that is to go."""
    if plan_id == settings.subscription_start_plan_id:
        raise PlanIsStartPlan(f"Subscriptions start with the plan {plan_id}; change the product's settings first")
    if plan_id == settings.downgrade_plan_id:
        raise PlanIsDowngradePlan(
            f"The plan {plan_id} follows ended subscriptions; change the product's settings first"
        )


def check_still_fits(settings: ProductSettings, version: Plan) -> None:
    """Raise `PlanIsStartPlan` or `PlanIsDowngradePlan` where a version to be sold is not of the kind they need.

    One without a pricing type is not sold, whatever it is named as.
    """
    if version.pricing_type is None:
        return
    is_start = version.id == settings.subscription_start_plan_id
    if is_start and version.pricing_type not in _START_PLANS[settings.subscription_start_setup]:
        raise PlanIsStartPlan(
            f"Subscriptions start with the plan {version.id} as {settings.subscription_start_setup.value}, which "
            "does not go with its pricingType; change the product's settings first"
        )
    if version.id == settings.downgrade_plan_id and version.pricing_type is not PricingType.FREE:
        raise PlanIsDowngradePlan(
            f"The plan {version.id} follows ended subscriptions and stays FREE; change the product's settings first"
        )


def at(field: str, error: Refusal) -> Refusal:
    """Return a refusal with the path of the field that is to be changed."""
    error.details["field"] = field
    return error


def _require(plan_id: str | None, field: str, setup: Any) -> None:
    if plan_id is None:
        raise InvalidInput(f"{field} names the plan that {setup.value} needs", field=_PATH + field)


def _check_plan(plan_id: str, plan: Plan | None, product_id: str, types: frozenset[PricingType], *, field: str) -> None:
    if plan is None:
        raise at(field, PlanNotFound.of(plan_id))
    if plan.product_id != product_id:
        raise InvalidInput(f"{plan_id} is a plan of another product; name one of {product_id}", field=field)
    if plan.is_archived:
        raise at(field, EntityIsArchived.of("plan", plan_id))
    if not plan.is_latest:
        raise at(field, PlanUnpublished.of(plan_id))
    if plan.pricing_type not in types:
        wanted = " or ".join(each.value for each in PricingType if each in types)
        raise InvalidInput(f"{plan_id} is not a {wanted} plan; name one that is", field=field)
