"""Promotional entitlements through the API: granted, replaced, revoked, listed, told of and over."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import given_metered_catalogue
from tests.support.promotions import PROMOTIONS, grant, granted, promotion
from tests.support.recorded import all_recorded, recorded_names
from tests.support.selling import given_customer, subscribe
from tests.support.tasks import finish
from tests.support.template_api import TemplateApi
from tests.support.tenancy import open_environment

CHECK = "/api/v1/customers/acme/entitlements/check"
CALLS = "feature-api-calls"


@pytest.fixture
def shop(api: TemplateApi) -> Iterator[TemplateApi]:
    """The API of an environment with metered features, one customer without a subscription, and a due queue."""
    queue = boto3.client("sqs").create_queue(QueueName="due.fifo", Attributes={"FifoQueue": "true"})
    os.environ["DUE_QUEUE_URL"] = queue["QueueUrl"]
    given_metered_catalogue(api)
    given_customer(api, name="Acme", email="a@acme.example")
    yield api
    del os.environ["DUE_QUEUE_URL"]


def advance(api: TemplateApi) -> int:
    """Sweep what is due and do it; return how many messages there were."""
    api.run("AdvanceSubscriptionsFunction")
    sqs, url, done = boto3.client("sqs"), os.environ["DUE_QUEUE_URL"], 0
    while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages"):
        for message in received:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            deliver(api, message["Body"])
            done += 1
    return done


def deliver(api: TemplateApi, body: str) -> None:
    record = {
        "messageId": "message",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"MessageGroupId": "group"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:due.fifo",
        "awsRegion": "us-east-1",
    }
    answer = api.run("AdvanceSubscriptionFunction", {"Records": [record]})
    assert answer == {"batchItemFailures": []}


def check(api: TemplateApi, feature_id: str = CALLS) -> tuple[bool, str | None, int | None]:
    shown = api.get(CHECK, featureId=feature_id).data
    return shown["isGranted"], shown["accessDeniedReason"], shown["usageLimit"]


def test_a_grant_is_shown_with_everything_that_was_said(shop: TemplateApi) -> None:
    answer = grant(
        shop,
        promotion(
            usageLimit=50,
            hasSoftLimit=True,
            isVisible=False,
            resetPeriod="MONTH",
            monthlyResetPeriodConfiguration={"accordingTo": "StartOfTheMonth"},
        ),
    )
    assert answer.status == 201
    (shown,) = answer.data
    assert shown == {
        "id": shown["id"],
        "environmentId": "development",
        "featureId": CALLS,
        "status": "Active",
        "description": None,
        "period": "1 month",
        "startDate": "2026-01-15T10:30:00.000Z",
        "endDate": "2026-02-15T10:30:00.000Z",
        "isVisible": False,
        "usageLimit": 50,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": True,
        "enumValues": None,
        "resetPeriod": "MONTH",
        "resetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"},
        "featureGroupIds": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert shop.get(PROMOTIONS).data == [shown]


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("1 week", "2026-01-15T10:30", "2026-01-22T10:30:00.000Z"),
        ("1 month", "2026-01-31T10:30", "2026-02-28T10:30:00.000Z"),
        ("6 month", "2026-08-31T10:30", "2027-02-28T10:30:00.000Z"),
        ("1 year", "2028-02-29T10:30", "2029-02-28T10:30:00.000Z"),
        ("lifetime", "2026-01-15T10:30", None),
        ("custom", "2026-01-15T10:30", "2026-01-15T11:00:00.000Z"),
    ],
)
def test_a_grant_lasts_for_its_period(
    shop: TemplateApi, clock: FixedClock, period: str, start: str, end: str | None
) -> None:
    clock.set(f"{start}:00+00:00")
    own = {"customEndDate": "2026-01-15T13:00:00+02:00"} if period == "custom" else {}
    (shown,) = grant(shop, promotion("feature-sso", period, **own)).data
    assert shown["endDate"] == end


def test_a_grant_needs_no_subscription_and_ends_by_itself(shop: TemplateApi, clock: FixedClock) -> None:
    assert check(shop) == (False, "NoActiveSubscription", None)
    grant(shop, promotion(usageLimit=50))
    shown = shop.get(CHECK, featureId=CALLS).data
    assert (shown["isGranted"], shown["usageLimit"], shown["validUntil"]) == (True, 50, "2026-02-15T10:30:00.000Z")
    usage = {"customerId": "acme", "featureId": CALLS, "value": 50}
    assert shop.post("/api/v1/usage", usages=[usage]).status == 201
    assert check(shop) == (False, "RequestedUsageExceedingLimit", 50)
    clock.set("2026-02-15T10:29:59.999+00:00")
    assert check(shop)[1] == "RequestedUsageExceedingLimit"
    clock.set("2026-02-15T10:30:00+00:00")
    assert check(shop) == (False, "NoActiveSubscription", None)
    assert granted(shop) == [(CALLS, "Expired")]


def test_the_more_generous_of_plan_and_grant_holds_for_every_resource(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    grant(shop, promotion(usageLimit=5000), promotion("feature-retention", usageLimit=7))
    assert check(shop) == (True, None, 5000)
    assert check(shop, "feature-retention") == (True, None, 30)
    listed = shop.get("/api/v1/customers/acme/entitlements").data["entitlements"]
    assert {each["feature"]["id"]: each["usageLimit"] for each in listed if each["usageLimit"]} == {
        CALLS: 5000,
        "feature-retention": 30,
        "feature-seats": 5,
    }
    assert shop.delete(f"{PROMOTIONS}/{CALLS}").status == 200
    assert check(shop) == (True, None, 1000)


def test_windows_of_a_grant_count_all_usage_of_the_day_it_was_granted_on(shop: TemplateApi, clock: FixedClock) -> None:
    clock.set("2026-01-14T23:00:00+00:00")
    subscribe(shop, "plan-free")
    for instant in ("2026-01-14T23:30:00", "2026-01-15T08:00:00"):
        clock.set(f"{instant}+00:00")
        shop.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": CALLS, "value": 10}])
    clock.set("2026-01-15T10:30:00+00:00")
    assert shop.get(CHECK, featureId=CALLS).data["currentUsage"] == 20
    grant(shop, promotion(usageLimit=500, resetPeriod="MONTH"))
    shown = shop.get(CHECK, featureId=CALLS).data
    assert (shown["currentUsage"], shown["usagePeriodStart"]) == (10, "2026-01-15T00:00:00.000Z")


def test_granting_again_replaces_and_starts_anew(shop: TemplateApi, clock: FixedClock) -> None:
    (first,) = grant(shop, promotion(usageLimit=50)).data
    clock.set("2026-01-20T00:00:00+00:00")
    (second,) = grant(shop, promotion(hasUnlimitedUsage=True, period="1 week")).data
    assert (second["id"], second["createdAt"]) == (first["id"], first["createdAt"])
    assert (second["usageLimit"], second["hasUnlimitedUsage"]) == (None, True)
    assert (second["startDate"], second["endDate"]) == ("2026-01-20T00:00:00.000Z", "2026-01-27T00:00:00.000Z")
    assert shop.get(PROMOTIONS).data == [second]
    assert check(shop) == (True, None, None)
    names = ["PromotionalEntitlementGranted", "PromotionalEntitlementUpdated"]
    assert [each.name for each in all_recorded("Promo")] == names


def test_granting_after_the_end_is_a_new_grant(shop: TemplateApi, clock: FixedClock) -> None:
    (first,) = grant(shop, promotion(usageLimit=50)).data
    clock.set("2026-03-01T00:00:00+00:00")
    (second,) = grant(shop, promotion(usageLimit=70)).data
    assert second["id"] != first["id"]
    assert granted(shop) == [(CALLS, "Active")]
    assert recorded_names(datetime(2026, 3, 1, tzinfo=UTC)) == ["PromotionalEntitlementGranted"]
    assert advance(shop) == 0


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"period": "2 weeks"}, None, "BadUserInput"),
        ({"period": "custom"}, "customEndDate", "InvalidArgumentError"),
        ({"period": "custom", "customEndDate": "2026-01-15T10:30:00Z"}, "customEndDate", "InvalidArgumentError"),
        ({"customEndDate": "2026-05-15T10:30:00Z"}, "customEndDate", "InvalidArgumentError"),
        ({"usageLimit": None}, "usageLimit", "InvalidArgumentError"),
        ({"usageLimit": -1}, "usageLimit", "InvalidArgumentError"),
        ({"hasUnlimitedUsage": True}, "usageLimit", "InvalidArgumentError"),
        ({"enumValues": ["eu"]}, "enumValues", "InvalidArgumentError"),
        ({"featureId": "feature-sso"}, "usageLimit", "InvalidArgumentError"),
        ({"featureId": "feature-regions", "usageLimit": None}, "enumValues", "InvalidArgumentError"),
        (
            {"featureId": "feature-regions", "usageLimit": None, "enumValues": ["cn"]},
            "enumValues",
            "InvalidArgumentError",
        ),
        ({"featureId": "feature-retention", "hasSoftLimit": True}, "hasSoftLimit", "InvalidArgumentError"),
        ({"featureId": "feature-retention", "resetPeriod": "DAY"}, "resetPeriod", "InvalidEntitlementResetPeriod"),
        (
            {"resetPeriod": "DAY", "monthlyResetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"}},
            "monthlyResetPeriodConfiguration",
            "InvalidEntitlementResetPeriod",
        ),
        ({"featureId": "unknown"}, "featureId", "FeatureNotFound"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_all_of_its_call(
    shop: TemplateApi, changes: dict[str, Any], field: str | None, code: str
) -> None:
    refused = grant(shop, promotion("feature-seats", usageLimit=1), promotion(**{"usageLimit": 50, **changes}))
    assert refused.error["code"] == code
    if field is not None:
        assert refused.error["field"] == f"promotionalEntitlements[1].{field}"
    assert granted(shop) == []
    assert check(shop, "feature-seats")[0] is False


def test_a_call_grants_one_to_forty_features_each_once(shop: TemplateApi) -> None:
    assert grant(shop).error["field"] == "promotionalEntitlements"
    twice = grant(shop, promotion("feature-sso"), promotion("feature-sso")).error
    assert twice["field"] == "promotionalEntitlements[1].featureId"
    names = [f"feature-{number}" for number in range(41)]
    for name in names:
        shop.post("/api/v1/features", id=name, displayName=name, featureType="BOOLEAN")
    assert grant(shop, *map(promotion, names)).error["code"] == "InvalidArgumentError"
    headers = {"Idempotency-Key": "k"}
    body = {"promotionalEntitlements": [promotion(name, usageLimit=None) for name in names[:40]]}
    assert shop.call("POST", PROMOTIONS, body, headers=headers).status == 201
    assert shop.call("POST", PROMOTIONS, body, headers=headers).status == 201
    assert len(shop.get(PROMOTIONS, limit=100).data) == 40
    assert recorded_names().count("PromotionalEntitlementGranted") == 40


def test_who_may_be_granted_something(shop: TemplateApi) -> None:
    path = PROMOTIONS.replace("acme", "nobody")
    for refused in (
        shop.post(path, promotionalEntitlements=[promotion("feature-sso")]),
        shop.get(path),
        shop.delete(f"{path}/feature-sso"),
    ):
        assert (refused.status, refused.error["code"]) == (404, "CustomerNotFound")
    shop.post("/api/v1/features/feature-sso/archive")
    shop.post("/api/v1/features", id="feature-old", displayName="Old", featureType="BOOLEAN")
    assert shop.post("/api/v1/features/feature-old/archive").status == 200
    assert grant(shop, promotion("feature-old")).error["code"] == "EntityIsArchivedError"
    shop.post("/api/v1/customers/acme/archive")
    assert grant(shop, promotion("feature-seats", usageLimit=1)).error["code"] == "EntityIsArchivedError"
    assert shop.get(PROMOTIONS).error["code"] == "CustomerNotFound"


def test_a_revoked_grant_is_gone(shop: TemplateApi, clock: FixedClock) -> None:
    (shown,) = grant(shop, promotion(usageLimit=50)).data
    revoked = shop.delete(f"{PROMOTIONS}/{CALLS}")
    assert (revoked.status, revoked.data) == (200, shown)
    assert granted(shop) == []
    assert check(shop) == (False, "NoActiveSubscription", None)
    again = shop.delete(f"{PROMOTIONS}/{CALLS}")
    assert (again.status, again.error["code"]) == (404, "PromotionalEntitlementNotFoundError")
    assert recorded_names()[-2:] == ["PromotionalEntitlementGranted", "PromotionalEntitlementRevoked"]
    clock.set("2027-01-01T00:00:00+00:00")
    assert advance(shop) == 0


def test_what_is_over_cannot_be_revoked(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, promotion(usageLimit=50))
    clock.set("2026-02-15T10:30:00+00:00")
    assert shop.delete(f"{PROMOTIONS}/{CALLS}").error["code"] == "PromotionalEntitlementNotFoundError"
    assert granted(shop) == [(CALLS, "Expired")]


def test_grants_are_listed_by_status_and_age_page_by_page(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, promotion("feature-sso", "1 week"))
    clock.set("2026-01-20T00:00:00+00:00")
    grant(shop, promotion(usageLimit=5, period="lifetime"), promotion("feature-seats", usageLimit=5))
    clock.set("2026-01-25T00:00:00+00:00")
    everything = [("feature-seats", "Active"), (CALLS, "Active"), ("feature-sso", "Expired")]
    assert granted(shop) == everything
    assert granted(shop, status="Expired") == everything[2:]
    assert granted(shop, status="Active,Expired") == everything
    assert granted(shop, status="Paused") == []
    assert shop.get(PROMOTIONS, status="ACTIVE").status == 400
    assert granted(shop, **{"createdAt[lt]": "2026-01-20T00:00:00Z"}) == everything[2:]
    assert granted(shop, **{"createdAt[gte]": "2026-01-20T00:00:00Z", "status": "Active"}) == everything[:2]
    first = shop.get(PROMOTIONS, limit=2).body
    second = shop.get(PROMOTIONS, limit=2, after=first["pagination"]["next"]).body
    assert [len(page["data"]) for page in (first, second)] == [2, 1]
    assert second["pagination"]["next"] is None
    assert shop.get(PROMOTIONS, after=first["pagination"]["next"], status="Active").error["code"] == "BadUserInput"


def test_the_end_is_told_a_week_ahead_and_when_it_comes_each_at_its_instant(
    shop: TemplateApi, clock: FixedClock
) -> None:
    (shown,) = grant(shop, promotion(usageLimit=50, resetPeriod="MONTH")).data
    clock.set("2026-02-08T10:29:59.999+00:00")
    assert advance(shop) == 0
    clock.set("2026-02-08T10:31:00+00:00")
    assert advance(shop) == 1
    assert advance(shop) == 0
    clock.set("2026-02-15T12:00:00+00:00")
    assert advance(shop) == 1
    assert advance(shop) == 0
    told = all_recorded("Promo")
    assert [(each.name, each.type, each.occurred_at.isoformat()[:16]) for each in told] == [
        ("PromotionalEntitlementGranted", "PROMOTIONAL_ENTITLEMENT_GRANTED", "2026-01-15T10:30"),
        ("PromotionalEntitlementEndsSoon", "PROMOTIONAL_ENTITLEMENT_ENDS_SOON", "2026-02-08T10:30"),
        ("PromotionalEntitlementExpired", "PROMOTIONAL_ENTITLEMENT_EXPIRED", "2026-02-15T10:30"),
    ]
    assert [each.version for each in told] == [1, 2, 3]
    assert told[2].payload == {
        "id": shown["id"],
        "status": "Expired",
        "feature": {
            "id": CALLS,
            "name": CALLS,
            "description": None,
            "unit": None,
            "units": None,
            "featureType": "NUMBER",
            "meterType": "INCREMENTAL",
            "status": "ACTIVE",
        },
        "customer": {
            "entityId": told[2].payload["customer"]["entityId"],
            "id": "acme",
            "name": "Acme",
            "email": "a@acme.example",
            "billingId": None,
            "billingCurrency": None,
            "metadata": {},
        },
        "usageLimit": 50,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "enumValues": None,
        "resetPeriod": "MONTH",
        "resetPeriodConfiguration": {"accordingTo": "SubscriptionStart"},
        "isVisible": True,
        "period": "1 month",
        "startDate": "2026-01-15T10:30:00.000Z",
        "endDate": "2026-02-15T10:30:00.000Z",
    }


def test_what_was_missed_is_told_in_order_and_once(shop: TemplateApi, clock: FixedClock) -> None:
    grant(
        shop,
        promotion(usageLimit=50),
        promotion("feature-sso", "1 week"),
        promotion("feature-seats", "lifetime", usageLimit=1),
    )
    clock.set("2026-06-01T00:00:00+00:00")
    assert advance(shop) == 2
    assert advance(shop) == 0
    told = all_recorded("Promo")[3:]
    assert sorted(
        (each.payload["feature"]["id"], each.name.removeprefix("PromotionalEntitlement")) for each in told
    ) == [
        (CALLS, "EndsSoon"),
        (CALLS, "Expired"),
        ("feature-sso", "Expired"),
    ]


def test_a_message_that_comes_twice_or_late_is_harmless(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, promotion(usageLimit=50))
    clock.set("2026-03-01T00:00:00+00:00")
    work = {
        "accountId": "account-test",
        "environmentId": "development",
        "customerId": "acme",
        "promotion": CALLS,
        "dueAt": "2026-02-08T10:30:00.000Z",
    }
    for _ in range(2):
        deliver(shop, json.dumps(work))
    assert len(all_recorded("Promo")) == 3
    grant(shop, promotion(usageLimit=50))
    deliver(shop, json.dumps(work))
    assert check(shop) == (True, None, 50)
    shop.delete(f"{PROMOTIONS}/{CALLS}")
    deliver(shop, json.dumps(work))
    deliver(shop, json.dumps({**work, "customerId": "nobody"}))
    assert granted(shop) == []


def test_grants_pause_while_the_customer_is_archived(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, promotion(usageLimit=50), promotion("feature-sso", "lifetime"))
    shop.post("/api/v1/customers/acme/archive")
    assert check(shop)[1] == "CustomerIsArchived"
    clock.set("2026-02-10T00:00:00+00:00")
    advance(shop)
    assert not all_recorded("PromotionalEntitlementEndsSoon")
    assert shop.post("/api/v1/customers/acme/unarchive").status == 200
    assert check(shop) == (True, None, 50)
    clock.set("2026-02-20T00:00:00+00:00")
    advance(shop)
    assert sorted(granted(shop)) == [(CALLS, "Expired"), ("feature-sso", "Active")]


def test_a_grant_of_a_customer_on_a_test_clock_lives_by_it(shop: TemplateApi) -> None:
    open_environment()
    assert shop.post("/api/v1/test-clocks", id="clock", frozenTime="2030-01-31T00:00:00Z").status == 201
    assert shop.post("/api/v1/customers", id="traveller", testClockId="clock").status == 201
    path = PROMOTIONS.replace("acme", "traveller")
    (shown,) = shop.post(path, promotionalEntitlements=[promotion(usageLimit=50)]).data
    assert (shown["startDate"], shown["endDate"]) == ("2030-01-31T00:00:00.000Z", "2030-02-28T00:00:00.000Z")
    assert advance(shop) == 0
    task_id = shop.post("/api/v1/test-clocks/clock/advance", frozenTime="2031-01-01T00:00:00Z").data["taskId"]
    finish(shop, task_id)
    told = [(each.name, each.occurred_at.isoformat()[:10]) for each in all_recorded("Promo")]
    assert told[1:] == [
        ("PromotionalEntitlementEndsSoon", "2030-02-21"),
        ("PromotionalEntitlementExpired", "2030-02-28"),
    ]
    assert [each["status"] for each in shop.get(path).data] == ["Expired"]
    assert shop.get(CHECK.replace("acme", "traveller"), featureId=CALLS).data["isGranted"] is False
