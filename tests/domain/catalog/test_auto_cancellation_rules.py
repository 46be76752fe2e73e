"""Which auto-cancellation rules a product may have, by tables of cases."""

import pytest

from tests.support.catalog import a_plan, a_product, a_sold_plan
from tollgate.catalog.auto_cancellation_rules import MOST_RULES, check_roles, check_rules
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.product_errors import MultiSubscriptionSource, SingleSubscriptionTarget
from tollgate.catalog.product_settings import AutoCancellationRule
from tollgate.shared.errors import DomainError, InvalidInput

MAIN, SITES = a_product("main"), a_product("sites", multiple_subscriptions=True)
OTHER = a_product("other")
PRODUCTS = {product.id: product for product in (MAIN, SITES, OTHER)}
PLANS = {
    plan.id: plan
    for plan in (
        a_sold_plan("base", product_id="main"),
        a_sold_plan("gone", product_id="main", status=PackageStatus.ARCHIVED),
        a_plan("draft", product_id="main"),
        a_sold_plan("site", product_id="sites"),
        a_sold_plan("site-gone", product_id="sites", status=PackageStatus.ARCHIVED),
        a_plan("site-draft", product_id="sites"),
        a_sold_plan("single", product_id="other"),
    )
}


def rules(*pairs: tuple[str, str]) -> tuple[AutoCancellationRule, ...]:
    """Return rules by source and target."""
    return tuple(AutoCancellationRule(source_plan_id=source, target_plan_id=target) for source, target in pairs)


@pytest.mark.parametrize(
    "pairs", [[], [("base", "site")], [("gone", "site-gone")], [("base", "site"), ("base", "site-gone")]]
)
def test_rules_that_may_be(pairs: list[tuple[str, str]]) -> None:
    check_rules(MAIN.but(auto_cancellation_rules=rules(*pairs)), PRODUCTS, PLANS)


@pytest.mark.parametrize(
    ("pairs", "code", "field"),
    [
        ([("none", "site")], "PlanNotFound", "[0].sourcePlanId"),
        ([("draft", "site")], "UnPublishedPackage", "[0].sourcePlanId"),
        ([("single", "site")], "InvalidArgumentError", "[0].sourcePlanId"),
        ([("base", "site"), ("base", "none")], "PlanNotFound", "[1].targetPlanId"),
        ([("base", "site-draft")], "UnPublishedPackage", "[0].targetPlanId"),
        ([("base", "base")], "InvalidArgumentError", "[0].targetPlanId"),
        ([("base", "gone")], "SingleSubscriptionCantBeAutoCancellationTargetError", "[0].targetPlanId"),
        ([("base", "single")], "SingleSubscriptionCantBeAutoCancellationTargetError", "[0].targetPlanId"),
        ([("base", "site"), ("base", "site")], "InvalidArgumentError", "[1]"),
    ],
)
def test_rules_that_cannot_be_name_the_field(pairs: list[tuple[str, str]], code: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_rules(MAIN.but(auto_cancellation_rules=rules(*pairs)), PRODUCTS, PLANS)
    assert (refused.value.code, refused.value.details["field"]) == (code, f"autoCancellationRules{field}")


def test_a_plan_with_several_subscriptions_per_customer_is_no_source() -> None:
    with pytest.raises(MultiSubscriptionSource) as refused:
        check_rules(SITES.but(auto_cancellation_rules=rules(("site", "site-gone"))), PRODUCTS, PLANS)
    assert refused.value.details["field"] == "autoCancellationRules[0].sourcePlanId"


def test_there_are_only_so_many_rules() -> None:
    many = rules(*((f"base-{number}", "site") for number in range(MOST_RULES + 1)))
    with pytest.raises(InvalidInput) as refused:
        check_rules(MAIN.but(auto_cancellation_rules=many), PRODUCTS, PLANS)
    assert refused.value.details["field"] == "autoCancellationRules"


def test_sources_stay_single_and_targets_multiple() -> None:
    ruled = MAIN.but(auto_cancellation_rules=rules(("base", "site")))
    check_roles(ruled, [SITES, ruled], PLANS)
    check_roles(OTHER, [SITES, ruled], PLANS)
    with pytest.raises(MultiSubscriptionSource) as refused:
        check_roles(ruled.but(multiple_subscriptions=True), [SITES, ruled], PLANS)
    assert refused.value.details["field"] == "multipleSubscriptions"
    with pytest.raises(SingleSubscriptionTarget) as refused_target:
        check_roles(SITES.but(multiple_subscriptions=False), [SITES, ruled], PLANS)
    assert refused_target.value.details["field"] == "multipleSubscriptions"
