"""Which settings a product may have, and what plans that they name may not do, by tables of cases."""

import pytest

from tests.support.catalog import a_plan, a_sold_plan
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.product_errors import PlanIsDowngradePlan, PlanIsStartPlan
from tollgate.catalog.product_settings import ProductSettings
from tollgate.catalog.settings_rules import check_settings, check_still_fits, check_unnamed
from tollgate.shared.errors import DomainError

PLANS = {
    plan.id: plan
    for plan in (
        a_sold_plan("free"),
        a_sold_plan("paid", "PAID"),
        a_sold_plan("custom", "CUSTOM"),
        a_sold_plan("gone", status=PackageStatus.ARCHIVED),
        a_sold_plan("other", product_id="product-other"),
        a_plan("draft"),
    )
}


def settings(**fields: object) -> ProductSettings:
    """Return settings, the defaults unless fields are given."""
    return ProductSettings.model_validate(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subscription_start_plan_id": "free"},
        {"subscription_start_plan_id": "custom"},
        {"subscription_start_setup": "FREE_PLAN", "subscription_start_plan_id": "free"},
        {"subscription_start_setup": "TRIAL_PERIOD", "subscription_start_plan_id": "paid"},
        {"subscription_start_setup": "TRIAL_PERIOD", "subscription_start_plan_id": "custom"},
        {"subscription_end_setup": "DOWNGRADE_TO_FREE", "downgrade_plan_id": "free"},
        {"downgrade_plan_id": "free"},
        {"subscription_cancellation_time": "END_OF_BILLING_PERIOD", "prorate_at_end_of_billing_period": True},
    ],
)
def test_settings_that_may_be(fields: dict[str, object]) -> None:
    check_settings(settings(**fields), "product-main", PLANS)


START, DOWNGRADE = "productSettings.subscriptionStartPlanId", "productSettings.downgradePlanId"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        (
            {"subscription_cancellation_time": "SPECIFIC_DATE"},
            "InvalidArgumentError",
            "productSettings.subscriptionCancellationTime",
        ),
        ({"subscription_start_setup": "FREE_PLAN"}, "InvalidArgumentError", START),
        ({"subscription_start_setup": "TRIAL_PERIOD"}, "InvalidArgumentError", START),
        ({"subscription_end_setup": "DOWNGRADE_TO_FREE"}, "InvalidArgumentError", DOWNGRADE),
        (
            {"subscription_start_setup": "FREE_PLAN", "subscription_start_plan_id": "paid"},
            "InvalidArgumentError",
            START,
        ),
        (
            {"subscription_start_setup": "FREE_PLAN", "subscription_start_plan_id": "custom"},
            "InvalidArgumentError",
            START,
        ),
        (
            {"subscription_start_setup": "TRIAL_PERIOD", "subscription_start_plan_id": "free"},
            "InvalidArgumentError",
            START,
        ),
        ({"downgrade_plan_id": "paid"}, "InvalidArgumentError", DOWNGRADE),
        ({"subscription_start_plan_id": "none"}, "PlanNotFound", START),
        ({"subscription_start_plan_id": "draft"}, "UnPublishedPackage", START),
        ({"subscription_start_plan_id": "gone"}, "EntityIsArchivedError", START),
        ({"subscription_start_plan_id": "other"}, "InvalidArgumentError", START),
        ({"downgrade_plan_id": "none"}, "PlanNotFound", DOWNGRADE),
        ({"downgrade_plan_id": "draft"}, "UnPublishedPackage", DOWNGRADE),
        ({"downgrade_plan_id": "gone"}, "EntityIsArchivedError", DOWNGRADE),
        ({"downgrade_plan_id": "other"}, "InvalidArgumentError", DOWNGRADE),
    ],
)
def test_settings_that_cannot_be_name_the_field(fields: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_settings(settings(**fields), "product-main", PLANS)
    assert (refused.value.code, refused.value.details["field"]) == (code, field)


def test_a_plan_that_the_settings_name_may_not_go() -> None:
    named = settings(subscription_start_plan_id="start", downgrade_plan_id="end")
    check_unnamed(named, "another")
    with pytest.raises(PlanIsStartPlan):
        check_unnamed(named, "start")
    with pytest.raises(PlanIsDowngradePlan):
        check_unnamed(named, "end")


@pytest.mark.parametrize(
    ("setup", "version", "is_kept"),
    [
        ("FREE_PLAN", a_sold_plan("start"), True),
        ("FREE_PLAN", a_sold_plan("start", "PAID"), False),
        ("TRIAL_PERIOD", a_sold_plan("start", "CUSTOM"), True),
        ("TRIAL_PERIOD", a_sold_plan("start"), False),
        ("PLAN_SELECTION", a_sold_plan("start", "PAID"), True),
        ("FREE_PLAN", a_sold_plan("another", "PAID"), True),
    ],
)
def test_a_start_plan_stays_of_the_kind_it_is_needed_as(setup: str, version: Plan, is_kept: bool) -> None:
    named = settings(subscription_start_setup=setup, subscription_start_plan_id="start")
    if is_kept:
        check_still_fits(named, version)
    else:
        with pytest.raises(PlanIsStartPlan):
            check_still_fits(named, version)


def test_a_downgrade_plan_stays_free() -> None:
    check_still_fits(settings(downgrade_plan_id="end"), a_sold_plan("end"))
    with pytest.raises(PlanIsDowngradePlan):
        check_still_fits(settings(downgrade_plan_id="end"), a_sold_plan("end", "PAID"))


def test_who_cannot_say_when_a_downgrade_happens_leaves_it_as_it_is() -> None:
    before = settings(downgrade_at_end_of_billing_period=True)
    unsaid = before.replaced_by(settings(subscription_cancellation_time="END_OF_BILLING_PERIOD"))
    assert unsaid == settings(
        subscription_cancellation_time="END_OF_BILLING_PERIOD", downgrade_at_end_of_billing_period=True
    )
    assert before.replaced_by(settings(downgrade_at_end_of_billing_period=False)) == settings()
