"""Imports of subscriptions: started through the API, done by a task, told per item."""

from typing import Any

import pytest

from tests.support.advancing import advance
from tests.support.catalog import create_currency, create_feature
from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.recorded import recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import seen, take_turn
from tests.support.template_api import TemplateApi

PATH = "/api/v1/subscriptions/import"
CHECK = "/api/v1/customers/acme/entitlements/check"
MAIN = {"id": "main", "customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a catalogue and one customer."""
    given_catalogue(api)
    given_customer(api)
    return api


def imported(api: TemplateApi, *items: dict[str, Any]) -> Any:
    """Import subscriptions, and return the finished task."""
    answer = api.post(PATH, subscriptions=list(items))
    assert answer.status == 201, answer.text
    return take_turn(api, answer.data["taskId"])


def test_a_subscription_goes_on_where_it_was_and_nothing_is_charged_for_before(
    shop: TemplateApi, clock: FixedClock
) -> None:
    task = imported(shop, {**MAIN, "startDate": "2025-11-20T00:00:00Z", "billingId": "sub_1", "metadata": {"a": "b"}})
    assert (task["status"], task["subscriptions"], task["done"], task["skipped"]) == ("COMPLETED", 1, 1, 0)
    shown = shop.get("/api/v1/subscriptions/main").data
    assert (shown["status"], shown["billingId"], shown["metadata"]) == ("ACTIVE", "sub_1", {"a": "b"})
    assert (shown["currentBillingPeriodStart"], shown["latestInvoice"]) == ("2025-12-20T00:00:00.000Z", None)
    clock.set("2026-01-20T00:00:00+00:00")
    assert advance(shop, "main")["latestInvoice"]["total"] == 10
    told = ["ImportSubscriptionsBulkTriggered", "SubscriptionCreated", "ImportSubscriptionsBulkFinished"]
    assert recorded_names()[-3:] == told


def test_without_a_start_it_begins_now_and_is_charged_from_its_next_period_on(shop: TemplateApi) -> None:
    imported(shop, MAIN)
    assert shop.get("/api/v1/subscriptions/main").data["latestInvoice"] is None


def test_what_cannot_be_is_told_and_the_rest_goes_on(shop: TemplateApi) -> None:
    task = imported(
        shop,
        {**MAIN, "id": "no-plan", "planId": "none"},
        MAIN,
        {**MAIN, "id": "no-customer", "customerId": "nobody"},
        {"id": "site", "customerId": "acme", "planId": "plan-site", "resourceId": "site-1"},
        {"id": "no-resource", "customerId": "acme", "planId": "plan-site"},
    )
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 2, 3)
    assert {each["id"]: each["code"] for each in task["failures"]} == {
        "no-plan": "PlanNotFound",
        "no-customer": "CustomerNotFound",
        "no-resource": "InvalidArgumentError",
    }
    assert {each["id"] for each in shop.get("/api/v1/subscriptions").data} == {"main", "site"}


def test_an_import_again_changes_what_there_is(shop: TemplateApi) -> None:
    imported(shop, MAIN)
    task = imported(shop, {**MAIN, "metadata": {"a": "c"}, "endDate": "2026-06-01T00:00:00Z"})
    assert (task["status"], task["done"]) == ("COMPLETED", 1)
    shown = shop.get("/api/v1/subscriptions/main").data
    assert (shown["metadata"], shown["endDate"]) == ({"a": "c"}, "2026-06-01T00:00:00.000Z")
    assert shown["latestInvoice"] is None


IMPORT = "mutation ($in: ImportSubscriptionsBulkInput!) { importSubscriptionsBulk(input: $in) }"


@pytest.mark.parametrize(("updated_at", "skipped"), [("2026-01-01T00:00:00Z", 1), ("2026-02-01T00:00:00Z", 0)])
def test_what_is_newer_here_is_left_alone(shop: TemplateApi, updated_at: str, skipped: int) -> None:
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")["id"]
    item = {"customerId": "acme", "planId": "plan-pro", "additionalMetaData": {"a": "b"}, "updatedAt": updated_at}
    task_id = ask(shop, IMPORT, **{"in": {"subscriptions": [item]}})["importSubscriptionsBulk"]
    task = take_turn(shop, task_id)
    assert (task["skipped"], task["done"]) == (skipped, 1 - skipped)
    assert shop.get(f"/api/v1/subscriptions/{held}").data["metadata"] == ({} if skipped else {"a": "b"})


def test_what_was_agreed_on_elsewhere_is_granted_here(shop: TemplateApi) -> None:
    create_feature(shop, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_feature(shop, "feature-sso", featureType="BOOLEAN")
    create_currency(shop, "tokens")
    item = {
        "customerId": "acme",
        "planId": "plan-pro",
        "billingPeriod": "MONTHLY",
        "entitlements": [
            {"feature": {"featureId": "feature-calls", "usageLimit": 250}},
            {"credit": {"customCurrencyId": "tokens", "amount": 40, "cadence": "MONTH"}},
        ],
        "subscriptionEntitlements": [{"featureId": "feature-sso"}],
    }
    task_id = ask(shop, IMPORT, **{"in": {"subscriptions": [item]}})["importSubscriptionsBulk"]
    assert take_turn(shop, task_id)["status"] == "COMPLETED"
    checks = (shop.get(CHECK, featureId=each).data for each in ("feature-calls", "feature-sso"))
    assert [(each["isGranted"], each.get("usageLimit")) for each in checks] == [(True, 250), (True, None)]
    [listed] = shop.get("/api/v1/subscriptions").data
    held = shop.get(f"/api/v1/subscriptions/{listed['id']}").data
    kinds = {each["id"]: each["type"] for each in held["subscriptionEntitlements"]}
    assert kinds == {"feature-calls": "FEATURE", "tokens": "CREDIT", "feature-sso": "FEATURE"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (
            {"subscriptionEntitlements": [{"featureId": ""}]},
            "subscriptions[0].subscriptionEntitlements[0].featureId",
        ),
        ({"entitlements": [{}]}, "subscriptions[0].entitlements[0].feature"),
    ],
)
def test_an_entitlement_names_what_it_is_to(shop: TemplateApi, fields: dict[str, Any], field: str) -> None:
    item = {"customerId": "acme", "planId": "plan-pro", **fields}
    assert refusal_of(shop, IMPORT, **{"in": {"subscriptions": [item]}})["extensions"]["field"] == field


def test_graphql_refuses_what_it_cannot_honour(shop: TemplateApi) -> None:
    bulk = {"integrationId": "stripe", "subscriptions": [{"customerId": "acme", "planId": "plan-pro"}]}
    assert code_of(shop, IMPORT, **{"in": bulk}) == "UnsupportedParameter"


@pytest.mark.parametrize(
    ("items", "code"),
    [([], "ImportSubscriptionsBulkError"), ([MAIN, MAIN], "FailedToImportSubscriptions")],
    ids=["none", "one twice"],
)
def test_an_import_that_cannot_be_begun_is_refused(shop: TemplateApi, items: list[Any], code: str) -> None:
    refused = shop.post(PATH, subscriptions=items)
    assert (refused.status, refused.error["code"]) == (400, code)


def test_one_import_goes_on_at_a_time(shop: TemplateApi) -> None:
    task_id = shop.post(PATH, subscriptions=[MAIN]).data["taskId"]
    refused = shop.post(PATH, subscriptions=[{**MAIN, "id": "other"}])
    assert (refused.status, refused.error["code"]) == (409, "ImportAlreadyInProgress")
    assert refused.error["taskId"] == task_id
    take_turn(shop, task_id)
    assert shop.post(PATH, subscriptions=[{**MAIN, "id": "other"}]).status == 201


def test_an_import_of_many_takes_several_steps(shop: TemplateApi) -> None:
    items = [
        {"id": f"s-{each}", "customerId": "acme", "planId": "plan-site", "resourceId": f"site-{each}"}
        for each in range(30)
    ]
    task = imported(shop, *items)
    assert (task["status"], task["done"]) == ("COMPLETED", 30)
    assert seen(shop, task["id"]) == task
