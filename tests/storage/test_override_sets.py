"""Many agreed entitlements: kept beside the access item, in sets named by their content, and seen by nobody."""

import os
from typing import Any

import boto3

from tests.support.catalog import create_feature
from tests.support.graphql import ask
from tests.support.metering import SCOPE, Sold, entitlement, subscription_access
from tests.support.selling import given_metered_plan, subscribe
from tests.support.tasks import finish
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.customers.access import Access
from tollgate.shared.scope import ActorType
from tollgate.storage import override_sets

MANY = 40


def sell(count: int, *customers: str, limit: int = 5) -> None:
    """Agree with customers on so many features beside a plan."""
    agreed = tuple(entitlement(f"agreed-{number}", usage_limit=limit) for number in range(count))
    sold = Sold()
    for each in agreed:
        sold.feature(each)
    for name in customers:
        if wiring_access(name) is None:
            sold.customer(name)
        sold.subscribe(name, subscription_access(overrides=agreed))


def wiring_access(name: str) -> Access | None:
    return wiring.transact(lambda: wiring.access().find(SCOPE, name), actor=ActorType.SYSTEM)


def items(table: str, text: str) -> list[dict[str, Any]]:
    """Return the items of a table whose partition holds a text."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ[table])
    return [item for page in pages for item in page["Items"] if text in item["PK"]["S"]]


def checked(api: TemplateApi, name: str, feature: str) -> Any:
    return api.get(f"/api/v1/customers/{name}/entitlements/check", featureId=feature).data


def test_many_are_kept_apart_and_decide_as_few_do(api: TemplateApi) -> None:
    Sold().plan("basic", entitlement())
    sell(MANY, "acme", "umbrella")
    [access] = [item for item in items("LIVE_TABLE", "#C#acme#") if item["SK"]["S"] == "A"]
    assert len(access["D"]["S"]) < override_sets.LARGEST_ACCESS
    assert len(items("DOCUMENTS_TABLE", "#OVR#")) == 1
    override_sets.PROCESS.forget()  # as another process would begin
    for number in (0, MANY - 1):
        assert checked(api, "acme", f"agreed-{number}")["usageLimit"] == 5
    assert checked(api, "acme", "calls")["usageLimit"] == 10
    assert len(api.get("/api/v1/customers/acme/entitlements").data["entitlements"]) == MANY + 1


def test_few_stay_in_the_access_item(api: TemplateApi) -> None:
    Sold().plan("basic", entitlement())
    sell(2, "acme")
    assert items("DOCUMENTS_TABLE", "#OVR#") == []
    assert checked(api, "acme", "agreed-1")["usageLimit"] == 5


def test_a_change_names_another_set_and_the_access_read_is_the_one_written(api: TemplateApi) -> None:
    Sold().plan("basic", entitlement())
    sell(MANY, "acme")
    before = wiring_access("acme")
    sell(MANY, "acme", limit=7)
    after = wiring_access("acme")
    assert before is not None
    assert after is not None
    assert [len(each.subscriptions[0].overrides) for each in (before, after)] == [MANY, MANY]
    assert {each.usage_limit for each in after.subscriptions[0].overrides} == {7}
    assert after.subscriptions[0].override_set is None
    assert len(items("DOCUMENTS_TABLE", "#OVR#")) == 2
    assert checked(api, "acme", "agreed-3")["usageLimit"] == 7


def test_what_was_read_is_not_written_again(api: TemplateApi) -> None:
    sell(MANY, "acme")
    override_sets.PROCESS.forget()
    access = wiring_access("acme")
    assert access is not None
    assert override_sets.parted(SCOPE, access).sets == {}


def test_a_set_that_is_lost_fails_checks_until_the_access_item_is_written_anew(api: TemplateApi) -> None:
    Sold().plan("basic", entitlement())
    sell(MANY, "acme")
    [kept] = items("DOCUMENTS_TABLE", "#OVR#")
    key = {"PK": kept["PK"], "SK": kept["SK"]}
    boto3.client("dynamodb").delete_item(TableName=os.environ["DOCUMENTS_TABLE"], Key=key)
    override_sets.PROCESS.forget()
    path = "/api/v1/customers/acme/entitlements/check"
    assert api.get(path, featureId="agreed-1").error["code"] == "UnexpectedError"
    access = wiring_access("acme")
    assert access is not None
    assert access.subscriptions[0].override_set is not None
    sell(MANY, "acme")
    assert checked(api, "acme", "agreed-1")["usageLimit"] == 5


def test_recalculating_makes_a_lost_set_anew(api: TemplateApi) -> None:
    given_metered_plan(api)
    agreed = [{"type": "FEATURE", "id": f"agreed-{number}", "usageLimit": 5} for number in range(MANY)]
    for each in agreed:
        create_feature(api, each["id"], featureType="NUMBER", meterType="INCREMENTAL")
    api.post("/api/v1/customers", id="acme").data  # noqa: B018
    subscribe(api, "plan-calls", entitlements=agreed)
    [kept] = items("DOCUMENTS_TABLE", "#OVR#")
    key = {"PK": kept["PK"], "SK": kept["SK"]}
    boto3.client("dynamodb").delete_item(TableName=os.environ["DOCUMENTS_TABLE"], Key=key)
    override_sets.PROCESS.forget()
    named = 'input: {environmentId: "development", customerIds: ["acme"]}'
    started = ask(api, f"mutation {{ recalculateEntitlements({named}) {{ taskId }} }}")
    assert finish(api, started["recalculateEntitlements"]["taskId"])["status"] == "COMPLETED"
    assert checked(api, "acme", "agreed-1")["usageLimit"] == 5
