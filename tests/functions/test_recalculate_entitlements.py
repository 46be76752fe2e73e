"""Recalculating entitlements: access items are made anew from their sources, and what they give is told."""

import os
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Crash, CrashAt
from tests.support.graphql import ask, code_of
from tests.support.promotions import grant, promotion
from tests.support.recorded import all_recorded
from tests.support.selling import given_metered_plan, given_plan, given_product, subscribe
from tests.support.tasks import finish, message_of, take_turn
from tests.support.template_api import TemplateApi
from tools.bench.hook import TABLES_AND_QUEUES, hooked

RECALCULATE = "mutation ($input: RecalculateEntitlementsInput!) { recalculateEntitlements(input: $input) { taskId } }"


def given_holders(api: TemplateApi) -> None:
    """Two customers, one of them with a resource, a trial's end to come, a grant and usage."""
    given_product(api)
    given_metered_plan(api)
    given_product(api, "product-site", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-site")
    for each in ("acme", "umbrella"):
        api.post("/api/v1/customers", id=each, name=each.title(), email=f"{each}@example.com").data  # noqa: B018
        subscribe(api, "plan-calls", each)
    subscribe(api, "plan-site", resourceId="site-1")
    grant(api, promotion("calls", usageLimit=7)).data  # noqa: B018
    usage = {"customerId": "acme", "featureId": "calls", "value": 3}
    api.post("/api/v1/usage", usages=[usage]).data  # noqa: B018


def recalculate(api: TemplateApi, **given: Any) -> Any:
    """Recalculate, and return the task once it is finished."""
    answer = ask(api, RECALCULATE, input={"environmentId": "development", **given})
    return finish(api, answer["recalculateEntitlements"]["taskId"])


def access_items() -> dict[tuple[str, str], Any]:
    """Return the access items by their keys, without their versions."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["LIVE_TABLE"])
    items = (item for page in pages for item in page["Items"] if item["SK"]["S"] == "A")
    return {(item["PK"]["S"], item["SK"]["S"]): item.get("D", item.get("Z")) for item in items}


def shake(key: tuple[str, str], body: str) -> None:
    """Write something else into an access item."""
    boto3.client("dynamodb").update_item(
        TableName=os.environ["LIVE_TABLE"],
        Key={"PK": {"S": key[0]}, "SK": {"S": key[1]}},
        UpdateExpression="SET #body = :body ADD v :one",
        ExpressionAttributeNames={"#body": "D"},
        ExpressionAttributeValues={":body": {"S": body}, ":one": {"N": "1"}},
    )


def test_what_is_right_stays_as_it_is(api: TemplateApi) -> None:
    given_holders(api)
    before = access_items()
    task = recalculate(api, forAllCustomers=True)
    assert (task["status"], task["done"], task["failed"], task["customerIds"]) == ("COMPLETED", 3, 0, None)
    assert access_items() == before
    assert len(before) == 3


def test_what_is_wrong_is_made_anew(api: TemplateApi) -> None:
    given_holders(api)
    before = access_items()
    for (partition, sort), body in before.items():
        shake((partition, sort), body["S"].replace('"planVersion":1', '"planVersion":9').replace("promotions", "p"))
    recalculate(api, customerIds=["acme", "umbrella", "acme"])
    assert access_items() == before


def test_an_access_item_that_is_missing_is_made(api: TemplateApi) -> None:
    given_holders(api)
    before = access_items()
    for partition, sort in before:
        key = {"PK": {"S": partition}, "SK": {"S": sort}}
        boto3.client("dynamodb").delete_item(TableName=os.environ["LIVE_TABLE"], Key=key)
    recalculate(api, forAllCustomers=True)
    assert access_items() == before


def test_the_whole_list_is_told_of_each_customer_and_resource(api: TemplateApi, clock: FixedClock) -> None:
    given_holders(api)
    recalculate(api, customerIds=["acme"])
    own, site = (event.payload for event in all_recorded("EntitlementsUpdated"))
    assert own["trigger"] == "recalculate_entitlements"
    assert own["customer"] == {"id": "acme", "name": "Acme", "email": "acme@example.com", "billingId": None}
    assert (own["resource"], site["resource"]) == (None, {"id": "site-1"})
    [calls] = [each for each in own["entitlements"] if each["feature"]["id"] == "calls"]
    checked = api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert (calls["usageLimit"], calls["currentUsage"]) == (checked["usageLimit"], 3)
    assert calls["feature"]["featureType"] == "NUMBER"
    assert set(calls) == {
        "feature",
        "usageLimit",
        "hasUnlimitedUsage",
        "hasSoftLimit",
        "currentUsage",
        "usagePeriodAnchor",
        "usagePeriodStart",
        "usagePeriodEnd",
        "resetPeriod",
        "resetPeriodConfiguration",
        "enumValues",
        "creditBalance",
    }


@pytest.mark.parametrize(
    ("options", "written", "told"),
    [
        ({}, True, 2),
        ({"skipWriteToCache": True}, False, 2),
        ({"skipWriteToEventLog": True}, True, 0),
        ({"skipPublishToSubscribers": True}, True, 0),
        ({"skipWriteToDataCatalog": True}, True, 2),
    ],
)
def test_effects_are_left_out(api: TemplateApi, options: dict[str, bool], written: bool, told: int) -> None:
    given_holders(api)
    before = access_items()
    for key, body in before.items():
        shake(key, body["S"].replace('"planVersion":1', '"planVersion":9'))
    shaken = access_items()
    recalculate(api, customerIds=["acme"], sideEffectsOptions=options)
    umbrella = {key: body for key, body in shaken.items() if "umbrella" in key[0]}
    assert access_items() == ({**before, **umbrella} if written else shaken)
    assert len(all_recorded("EntitlementsUpdated")) == told


def test_who_is_not_there_fails_alone(api: TemplateApi) -> None:
    given_holders(api)
    task = recalculate(api, customerIds=["nobody", "umbrella"])
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 1, 1)
    assert task["failures"] == [{"id": "nobody", "code": "CustomerNotFound", "message": task["failures"][0]["message"]}]


def test_an_archived_customer_that_is_named_stays_without_anything(api: TemplateApi) -> None:
    given_holders(api)
    for each in api.get("/api/v1/subscriptions", customerId="acme").data:
        api.post(f"/api/v1/subscriptions/{each['id']}/cancel", subscriptionCancellationTime="IMMEDIATE").data  # noqa: B018
    api.post("/api/v1/customers/acme/archive").data  # noqa: B018
    before = access_items()
    assert recalculate(api, forAllCustomers=True)["done"] == 1
    assert recalculate(api, customerIds=["acme"])["done"] == 2
    assert access_items() == before


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"environmentId": "development"}, "BadUserInput"),
        ({"environmentId": "development", "customerIds": []}, "BadUserInput"),
        ({"environmentId": "development", "customerIds": ["acme"], "forAllCustomers": True}, "BadUserInput"),
        ({"environmentId": "development", "customerIds": [f"c{n}" for n in range(1_001)]}, "InvalidArgumentError"),
        ({"environmentId": "elsewhere", "customerIds": ["acme"]}, "EnvironmentMissing"),
    ],
)
def test_bad_input_is_refused_and_begins_nothing(api: TemplateApi, given: dict[str, Any], code: str) -> None:
    assert code_of(api, RECALCULATE, input=given) == code
    assert api.get("/api/v1/tasks").data == []


def test_a_worker_killed_at_any_call_goes_on_where_it_was(api: TemplateApi) -> None:
    given_holders(api)
    before = access_items()
    for key, body in before.items():
        shake(key, body["S"].replace('"planVersion":1', '"planVersion":9'))
    answer = ask(api, RECALCULATE, input={"environmentId": "development", "forAllCustomers": True})
    task_id = answer["recalculateEntitlements"]["taskId"]
    for is_before in (True, False):
        call = 0
        while True:
            call += 1
            crash = CrashAt(call, is_before=is_before)
            try:
                with hooked(crash, services=TABLES_AND_QUEUES):
                    api.run("RunTaskFunction", message_of(api, task_id))
            except Crash:
                continue
            break
    assert take_turn(api, task_id)["done"] == 3
    assert access_items() == before
    assert len(all_recorded("EntitlementsUpdated")) == 3
