"""The official client, in strict mode, makes every call of products; each documented failure is met once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.catalog import create_plan, create_product, publish, set_price
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi

PRODUCT = "product-main"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DEFAULTS: Any = {
    "subscription_start_setup": "PLAN_SELECTION",
    "subscription_cancellation_time": "IMMEDIATE",
    "subscription_end_setup": "CANCEL_SUBSCRIPTION",
}
JOURNEY: Any = {
    "subscription_start_setup": "TRIAL_PERIOD",
    "subscription_start_plan_id": "plan-pro",
    "subscription_cancellation_time": "END_OF_BILLING_PERIOD",
    "subscription_end_setup": "DOWNGRADE_TO_FREE",
    "downgrade_plan_id": "plan-free",
    "prorate_at_end_of_billing_period": True,
}


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a product and three plans, one of them a draft."""
    create_product(api)
    create_plan(api, "plan-free", status="PUBLISHED")
    create_plan(api, "plan-pro", pricingType="PAID")
    set_price(api)
    publish(api)
    create_plan(api, "plan-draft")
    return client


def test_products(client: Stigg) -> None:
    products = client.v1.products
    created = products.create_product(
        id=PRODUCT, display_name="Main", description="What we sell", metadata={"line": "a"}
    ).data
    assert created.product_settings is not None
    assert created.product_settings.subscription_start_setup == "PLAN_SELECTION"
    assert products.update_product(PRODUCT, multiple_subscriptions=True).data.multiple_subscriptions
    assert products.update_product(PRODUCT, usage_reset_cutoff_rule={"behavior": "NEVER_RESET"}).data.id == PRODUCT
    renamed = products.update_product(PRODUCT, display_name="Ours", description=None, metadata=None).data
    assert (renamed.display_name, renamed.description, renamed.metadata) == ("Ours", None, {})
    assert products.archive_product(PRODUCT).data.status == "ARCHIVED"
    assert products.unarchive_product(PRODUCT).data.status == "PUBLISHED"
    listed = products.list_products(status=["PUBLISHED"], id=PRODUCT, created_at={"gt": LONG_AGO})
    assert [product.id for product in listed] == [PRODUCT]


def test_product_settings(shop: Stigg) -> None:
    products = shop.v1.products
    changed = products.update_product(PRODUCT, product_settings=JOURNEY).data.product_settings
    assert changed is not None
    assert {name: getattr(changed, name) for name in JOURNEY} == JOURNEY
    (listed,) = products.list_products(id=PRODUCT)
    assert listed.product_settings is not None
    assert listed.product_settings.downgrade_plan_id == "plan-free"
    cleared = products.update_product(PRODUCT, product_settings={**DEFAULTS, "downgrade_plan_id": None}).data
    assert cleared.product_settings is not None
    assert cleared.product_settings.downgrade_plan_id is None
    assert cleared.product_settings.subscription_start_plan_id is None


def test_duplicates(shop: Stigg) -> None:
    shop.v1.products.update_product(PRODUCT, product_settings=JOURNEY)
    copy = shop.v1.products.duplicate_product(
        PRODUCT, target_id="eu", display_name="Europe", description="The same abroad"
    ).data
    assert (copy.id, copy.display_name, copy.description) == ("eu", "Europe", "The same abroad")
    assert copy.product_settings is not None
    assert copy.product_settings.subscription_start_plan_id == "plan-pro-eu"
    plans = {plan.id: plan.status for plan in shop.v1.plans.list(product_id="eu")}
    assert plans == dict.fromkeys(("plan-free-eu", "plan-pro-eu", "plan-draft-eu"), "DRAFT")


def untouched(api: TemplateApi) -> None:
    """Leave everything as it is."""


def archived(api: TemplateApi) -> None:
    """Take the product off the market."""
    assert api.post(f"/api/v1/products/{PRODUCT}/archive").status == 200


def archived_free_plan(api: TemplateApi) -> None:
    """Take the free plan off the market."""
    assert api.post("/api/v1/plans/plan-free/archive").status == 200


def set_up(api: TemplateApi) -> None:
    """Let the settings name the free and the paid plan."""
    body = {
        "subscriptionStartSetup": "TRIAL_PERIOD",
        "subscriptionStartPlanId": "plan-pro",
        "subscriptionCancellationTime": "IMMEDIATE",
        "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
        "downgradePlanId": "plan-free",
    }
    assert api.patch(f"/api/v1/products/{PRODUCT}", productSettings=body).status == 200


def subscribed(api: TemplateApi) -> None:
    """Subscribe a customer to the free plan."""
    given_customer(api)
    assert api.post("/api/v1/subscriptions", customerId="acme", planId="plan-free").status == 201


def copied(api: TemplateApi) -> None:
    """Copy the product."""
    assert api.post(f"/api/v1/products/{PRODUCT}/duplicate", targetId="eu").status == 201


def with_a_plan_in_the_way(api: TemplateApi) -> None:
    """Create a plan that is called as a copy would be."""
    create_plan(api, "plan-free-eu")


def with_31_plans(api: TemplateApi) -> None:
    """Create more plans than are copied at once."""
    for number in range(28):
        create_plan(api, f"plan-{number}")


Call = Callable[[Any], Any]


def with_settings(**fields: Any) -> Call:
    """Return the change of the settings to the defaults but for these."""
    return lambda v1: v1.products.update_product(PRODUCT, product_settings={**DEFAULTS, **fields})


FAILURES: list[tuple[str, Callable[[TemplateApi], None], Call]] = [
    ("409 DuplicatedEntityNotAllowed", untouched, lambda v1: v1.products.create_product(id=PRODUCT, display_name="X")),
    ("400 InvalidArgumentError", untouched, lambda v1: v1.products.create_product(id="a b", display_name="X")),
    ("400 BadUserInput", untouched, lambda v1: v1.products.create_product(id="product-new", display_name="")),
    (
        "400 InvalidMetadataError",
        untouched,
        lambda v1: v1.products.create_product(id="product-new", display_name="X", metadata={"k" * 41: "v"}),
    ),
    ("404 ProductNotFoundError", untouched, lambda v1: v1.products.update_product("product-none", display_name="X")),
    ("404 ProductNotFoundError", untouched, lambda v1: v1.products.archive_product("product-none")),
    ("404 ProductNotFoundError", untouched, lambda v1: v1.products.unarchive_product("product-none")),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.products.archive_product(PRODUCT)),
    ("409 CannotArchiveProductError", subscribed, lambda v1: v1.products.archive_product(PRODUCT)),
    ("409 CannotUnarchiveProductError", untouched, lambda v1: v1.products.unarchive_product(PRODUCT)),
    (
        "400 InvalidArgumentError",
        subscribed,
        lambda v1: v1.products.update_product(PRODUCT, multiple_subscriptions=True),
    ),
    (
        "400 BadUserInput",
        untouched,
        lambda v1: v1.products.update_product(PRODUCT, usage_reset_cutoff_rule={"behavior": "SOMETIMES"}),
    ),
    ("400 BadUserInput", untouched, lambda v1: v1.products.list_products(limit=101)),
    ("400 BadUserInput", untouched, with_settings(subscription_start_setup="SOMETIMES")),
    ("400 InvalidArgumentError", untouched, with_settings(subscription_cancellation_time="SPECIFIC_DATE")),
    ("400 InvalidArgumentError", untouched, with_settings(subscription_start_setup="FREE_PLAN")),
    ("400 InvalidArgumentError", untouched, with_settings(subscription_end_setup="DOWNGRADE_TO_FREE")),
    ("400 InvalidArgumentError", untouched, with_settings(downgrade_plan_id="plan-pro")),
    ("404 PlanNotFound", untouched, with_settings(downgrade_plan_id="plan-none")),
    ("400 UnPublishedPackage", untouched, with_settings(downgrade_plan_id="plan-draft")),
    ("409 EntityIsArchivedError", archived_free_plan, with_settings(downgrade_plan_id="plan-free")),
    ("404 ProductNotFoundError", untouched, lambda v1: v1.products.duplicate_product("product-none", target_id="eu")),
    ("409 EntityIsArchivedError", archived, lambda v1: v1.products.duplicate_product(PRODUCT, target_id="eu")),
    ("409 DuplicatedEntityNotAllowed", copied, lambda v1: v1.products.duplicate_product(PRODUCT, target_id="eu")),
    ("400 InvalidArgumentError", untouched, lambda v1: v1.products.duplicate_product(PRODUCT, target_id="e u")),
    (
        "400 BadUserInput",
        untouched,
        lambda v1: v1.products.duplicate_product(PRODUCT, target_id="eu", display_name=""),
    ),
    (
        "400 DuplicateProductValidationError",
        untouched,
        lambda v1: v1.products.duplicate_product(PRODUCT, target_id="e" * 255),
    ),
    (
        "400 DuplicateProductValidationError",
        with_a_plan_in_the_way,
        lambda v1: v1.products.duplicate_product(PRODUCT, target_id="eu"),
    ),
    (
        "400 DuplicateProductValidationError",
        with_31_plans,
        lambda v1: v1.products.duplicate_product(PRODUCT, target_id="eu"),
    ),
    ("409 PlanIsUsedAsDefaultStartPlan", set_up, lambda v1: v1.plans.archive("plan-pro")),
    ("409 PlanIsUsedAsDowngradePlan", set_up, lambda v1: v1.plans.archive("plan-free")),
]


@pytest.mark.parametrize(("expected", "arrange", "call"), FAILURES)
def test_a_failure_has_its_status_and_code(
    shop: Stigg, api: TemplateApi, expected: str, arrange: Callable[[TemplateApi], None], call: Call
) -> None:
    arrange(api)
    with pytest.raises(stigg.APIStatusError) as failed:
        call(shop.v1)
    body: Any = failed.value.body
    assert f"{failed.value.status_code} {body['error']['code']}" == expected
    assert body["error"]["requestId"] == failed.value.response.headers["x-request-id"]
