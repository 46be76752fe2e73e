"""Credits in checks, lists and edge reads: what subscriptions grant, what is left, and what too few of them deny."""

from typing import Any

import pytest

from tests.support.catalog import (
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant_credits,
    publish,
    publish_addon,
    set_price,
)
from tests.support.catalog import grant as grant_feature
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, TOKENS, balance, consume, grant, grants, ledger
from tests.support.tasks import finish
from tests.support.template_api import TemplateApi

CHECK = f"/api/v1/customers/{CUSTOMER}/entitlements/check"
LIST = f"/api/v1/customers/{CUSTOMER}/entitlements"
RATED = {
    "billingModel": "CREDIT_BASED",
    "featureId": "images",
    "pricePeriods": [{"billingPeriod": "MONTHLY", "creditRate": {"amount": 10, "currencyId": TOKENS}}],
}
FEE = {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A plan with 100 tokens a month, ten of which an image burns; an add-on with 50; a customer of neither."""
    create_product(api)
    create_currency(api)
    create_feature(api, "images", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, "plan-pro", pricingType="PAID")
    grant_feature(api, "plan-pro", "images", hasUnlimitedUsage=True)
    grant_credits(api, "plan-pro", TOKENS)
    create_addon(api, "addon-boost")
    grant_credits(api, "addon-boost", TOKENS, "addons", amount=50)
    publish_addon(api, "addon-boost")
    api.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"]).data  # noqa: B018
    set_price(api, "plan-pro", pricingType="PAID", pricingModels=[FEE, RATED])
    publish(api, "plan-pro")
    api.post("/api/v1/customers", id=CUSTOMER)
    return api


def subscribe(api: TemplateApi, **fields: Any) -> Any:
    """Give the customer the plan, and return the subscription."""
    answer = api.post(
        "/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-pro", billingPeriod="MONTHLY", **fields
    )
    assert answer.status == 201, answer.body
    return answer.data["subscription"]


def check(api: TemplateApi, **query: Any) -> tuple[bool, str | None]:
    """Return whether something may be used, and why not."""
    verdict = api.get(CHECK, **query).data
    return verdict["isGranted"], verdict["accessDeniedReason"]


def test_a_subscription_grants_its_credits_at_once(shop: TemplateApi) -> None:
    assert check(shop, currencyId=TOKENS) == (False, "EntitlementNotFound")
    subscribe(shop, addons=[{"id": "addon-boost", "quantity": 2}])
    verdict = shop.get(CHECK, currencyId=TOKENS).data
    assert (verdict["isGranted"], verdict["usageLimit"], verdict["currentUsage"]) == (True, 200, 0)
    assert (verdict["usagePeriodEnd"], verdict["hasSoftLimit"]) == ("2026-02-15T00:00:00.000Z", False)
    given = [(each["amount"], each["grantType"], each["sourceType"], each["expireAt"]) for each in grants(shop)]
    assert sorted(given) == [
        (100, "RECURRING", "ADDON_ENTITLEMENT", "2026-02-15T00:00:00.000Z"),
        (100, "RECURRING", "PLAN_ENTITLEMENT", "2026-02-15T00:00:00.000Z"),
    ]


def test_credits_are_judged_by_what_is_left(shop: TemplateApi) -> None:
    grant(shop, 30)
    assert check(shop, currencyId=TOKENS) == (True, None)
    assert check(shop, currencyId=TOKENS, requestedUsage=30) == (True, None)
    assert check(shop, currencyId=TOKENS, requestedUsage=31) == (False, "InsufficientCredits")
    consume(shop, 30)
    assert check(shop, currencyId=TOKENS) == (False, "InsufficientCredits")
    assert check(shop, currencyId=TOKENS, requestedUsage=0) == (True, None)


def test_a_feature_is_denied_whose_usage_there_are_too_few_credits_for(shop: TemplateApi) -> None:
    subscribe(shop)
    for _ in range(2):
        assert check(shop, featureId="images") == (True, None)
        assert check(shop, featureId="images", requestedUsage=10) == (True, None)
        assert check(shop, featureId="images", requestedUsage=11) == (False, "InsufficientCredits")
    consume(shop, 100)
    assert check(shop, featureId="images") == (False, "InsufficientCredits")
    [feature, credit] = shop.get(LIST).data["entitlements"]
    assert (feature["feature"]["id"], feature["accessDeniedReason"]) == ("images", "InsufficientCredits")
    assert (credit["currency"]["displayName"], credit["currentUsage"], credit["usageLimit"]) == (TOKENS, 100, 100)
    edge = f"/v1/a/account-test/e/development/c/{CUSTOMER}/entitlements-state.json"
    shown = shop.get(edge).body["entitlementsV2"]
    assert [(each["__typename"], each["isGranted"]) for each in shown] == [
        ("FeatureEntitlement", False),
        ("CreditEntitlement", False),
    ]
    assert shown[0]["creditRate"]["amount"] == 10


def test_the_credits_that_decide_are_explained(shop: TemplateApi) -> None:
    subscribe(shop)
    consume(shop, 95)
    shown = shop.get(f"{LIST}/explain", featureId="images", requestedUsage=2).data
    assert (shown["rule"], shown["deniedBy"], shown["verdict"]["isGranted"]) == (None, "InsufficientCredits", False)
    assert shown["credit"] == {
        "currencyId": TOKENS,
        "rate": 10,
        "costFormula": None,
        "needed": 20,
        "resourceId": None,
        "granted": 100,
        "consumed": 95,
        "reserved": 0,
        "balance": 5,
        "hasSoftLimit": False,
    }
    assert shop.get(f"{LIST}/explain", featureId="images").data["credit"]["needed"] is None
    assert shop.get(f"{LIST}/explain", featureId="unknown").data["credit"] is None


def test_66_a_soft_limit_lets_credits_be_owed(shop: TemplateApi) -> None:
    shop.call("PATCH", f"/api/v1/plans/plan-pro/entitlements/{TOKENS}", {"type": "CREDIT", "hasSoftLimit": True}).data  # noqa: B018
    publish(shop, "plan-pro")
    subscribe(shop)
    consume(shop, 120)
    verdict = shop.get(CHECK, currencyId=TOKENS, requestedUsage=5).data
    assert (verdict["isGranted"], verdict["hasSoftLimit"], verdict["currentUsage"]) == (True, True, 120)
    assert check(shop, featureId="images") == (True, None)


def test_a_resource_draws_on_the_customer_until_it_has_credits_of_its_own(shop: TemplateApi) -> None:
    subscribe(shop)
    shop.post("/api/v1/products", id="per-site", displayName="Sites", multipleSubscriptions=True)
    create_plan(shop, "plan-site", productId="per-site")
    grant_credits(shop, "plan-site", TOKENS, amount=7)
    publish(shop, "plan-site")
    shop.post("/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-site", resourceId="r1").data  # noqa: B018
    create_plan(shop, "plan-bare", productId="per-site")
    publish(shop, "plan-bare")
    shop.post("/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-bare", resourceId="r2").data  # noqa: B018
    assert shop.get(CHECK, currencyId=TOKENS, resourceId="r1").data["usageLimit"] == 7
    assert shop.get(CHECK, currencyId=TOKENS, resourceId="r2").data["usageLimit"] == 100
    assert consume(shop, 3, "a", resourceId="r1")["credit"]["usageLimit"] == 7
    assert consume(shop, 5, "b", resourceId="r2")["credit"]["usageLimit"] == 100
    assert [kind for kind, _ in ledger(shop, resourceId="r2")] == ["CONSUMED"]
    assert (balance(shop), ledger(shop, resourceId="r1")) == (95, [("CONSUMED", -3), ("GRANTED", 7)])


def test_what_is_due_is_reckoned_before_anything_is_written(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop)
    consume(shop, 60)
    clock.advance(days=31)
    verdict = shop.get(CHECK, currencyId=TOKENS).data
    assert (verdict["usageLimit"], verdict["currentUsage"]) == (100, 0)
    assert ledger(shop)[0] == ("CONSUMED", -60)
    consume(shop, 1, "k2")
    assert ledger(shop)[:3] == [("CONSUMED", -1), ("GRANTED", 100), ("EXPIRED", -40)]


def test_the_end_of_a_subscription_ends_its_credits_and_no_others(shop: TemplateApi) -> None:
    subscription = subscribe(shop)
    grant(shop, 30)
    cancelled = shop.post(f"/api/v1/subscriptions/{subscription['id']}/cancel", cancellationTime="IMMEDIATE")
    assert cancelled.status == 200
    assert shop.get(CHECK, currencyId=TOKENS).data["usageLimit"] == 30
    assert ledger(shop)[0] == ("EXPIRED", -100)


def test_editing_and_publishing_a_plan_touches_no_balance(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop)
    shop.call("PATCH", f"/api/v1/plans/plan-pro/entitlements/{TOKENS}", {"type": "CREDIT", "amount": 500}).data  # noqa: B018
    published = shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data
    finish(shop, published["taskId"], clock)
    assert shop.get(CHECK, currencyId=TOKENS).data["usageLimit"] == 100
    clock.advance(days=31)
    assert shop.get(CHECK, currencyId=TOKENS).data["usageLimit"] == 500
