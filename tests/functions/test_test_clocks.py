"""Test clocks: customers that live by them, and what happens when they are advanced."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.support.catalog import create_feature, grant, publish
from tests.support.clock import FixedClock
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import seen, take_turn
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, open_environment
from tests.support.time_travel import Told, advance, create_clock, events_since, latest, send_off
from tollgate import wiring
from tollgate.environments.environment import EnvironmentType
from tollgate.shared.entity import wire_instant
from tollgate.shared.period import add_months
from tollgate.shared.scope import ActorType

CLOCKS = "/api/v1/test-clocks"
START = "2024-01-31T08:00:00.000Z"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a catalogue, a clock, and a customer who lives by it."""
    given_catalogue(api)
    create_clock(api, START)
    given_customer(api, testClockId="clock")
    return api


def shown(api: TemplateApi, clock_id: str = "clock") -> Any:
    return api.get(f"{CLOCKS}/{clock_id}").data


def test_a_clock_stands_where_it_was_put(api: TemplateApi) -> None:
    made = api.post(CLOCKS, id="clock", name="A year", frozenTime="2024-01-31T10:00:00+02:00")
    assert made.status == 201
    assert made.data == {
        "id": "clock",
        "name": "A year",
        "frozenTime": START,
        "status": "READY",
        "advancingTo": None,
        "taskId": None,
        "customerIds": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert shown(api) == made.data
    assert api.get(CLOCKS).data == [made.data]


def test_a_clock_without_an_id_gets_one(api: TemplateApi) -> None:
    assert api.post(CLOCKS, frozenTime=START).data["id"] == "test-clock-1"


def test_an_id_is_taken_once(api: TemplateApi) -> None:
    create_clock(api, START)
    refused = api.post(CLOCKS, id="clock", frozenTime=START)
    assert (refused.status, refused.error["code"], refused.error["entityName"]) == (
        409,
        "DuplicatedEntityNotAllowed",
        "testClock",
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"frozenTime": "1969-12-31T23:59:59Z"}, "frozenTime"),
        ({"frozenTime": "3000-01-01T00:00:00Z"}, "frozenTime"),
        ({"frozenTime": START, "id": "not an id"}, "id"),
        ({"frozenTime": "tomorrow"}, "frozenTime"),
        ({}, "frozenTime"),
    ],
)
def test_what_no_clock_can_be_is_refused(body: dict[str, str], field: str, api: TemplateApi) -> None:
    refused = api.post(CLOCKS, **body)
    assert (refused.status, refused.error["field"]) == (400, field)


def test_production_has_no_clocks(api: TemplateApi) -> None:
    key = open_environment("live", type=EnvironmentType.PRODUCTION).keys[0].secret
    refused = api_of(key).post(CLOCKS, frozenTime=START)
    assert (refused.status, refused.error["code"]) == (403, "AccessDeniedError")
    assert "sandbox" in refused.error["message"]


def test_a_customer_joins_when_it_is_created_and_lives_at_the_clock_s_instant(shop: TemplateApi) -> None:
    customer = shop.get("/api/v1/customers/acme").data
    assert (customer["testClockId"], customer["createdAt"], customer["updatedAt"]) == ("clock", START, START)
    assert shown(shop)["customerIds"] == ["acme"]


def test_a_customer_without_a_clock_lives_in_the_present(shop: TemplateApi) -> None:
    given_customer(shop, "globex")
    customer = shop.get("/api/v1/customers/globex").data
    assert (customer["testClockId"], customer["createdAt"]) == (None, "2026-01-15T10:30:00.000Z")


def test_a_customer_cannot_join_a_clock_that_is_not_there(shop: TemplateApi) -> None:
    refused = shop.post("/api/v1/customers", id="globex", testClockId="unknown")
    assert (refused.status, refused.error["code"]) == (404, "TestClockNotFound")
    assert shop.get("/api/v1/customers/globex").status == 404


def test_a_customer_stays_with_its_clock(shop: TemplateApi) -> None:
    create_clock(shop, START, "other")
    for other in ("other", None):
        refused = shop.patch("/api/v1/customers/acme", testClockId=other)
        assert (refused.status, refused.error["field"]) == (400, "testClockId")
    same = shop.patch("/api/v1/customers/acme", testClockId="clock", name="Acme")
    assert (same.data["testClockId"], same.data["name"], same.data["updatedAt"]) == ("clock", "Acme", START)


def test_a_clock_has_room_for_twenty_customers(shop: TemplateApi) -> None:
    for number in range(19):
        given_customer(shop, f"customer-{number}", testClockId="clock")
    refused = shop.post("/api/v1/customers", id="one-more", testClockId="clock")
    assert (refused.status, refused.headers["x-should-retry"]) == (409, "false")
    shop.post("/api/v1/customers/customer-0/archive").data  # noqa: B018
    assert shop.post("/api/v1/customers", id="one-more", testClockId="clock").status == 201


def test_graphql_customers_join_clocks_too(shop: TemplateApi) -> None:
    document = (
        'mutation { provisionCustomer(input: {customerId: "globex", testClockId: "clock"}) '
        "{ customer { testClockId createdAt } } }"
    )
    answer = shop.call("POST", "/graphql", {"query": document}).body
    assert answer["data"]["provisionCustomer"]["customer"] == {"testClockId": "clock", "createdAt": START}


def test_a_clock_goes_forward_only(shop: TemplateApi) -> None:
    refused = shop.post(f"{CLOCKS}/clock/advance", frozenTime="2024-01-31T07:59:59Z")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (
        400,
        "InvalidArgumentError",
        "frozenTime",
    )


def test_a_clock_that_advances_says_so_until_it_has_arrived(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    task_id = send_off(shop, "clock", "2024-04-01T00:00:00Z")
    moving = shown(shop)
    assert (moving["status"], moving["advancingTo"], moving["frozenTime"], moving["taskId"]) == (
        "ADVANCING",
        "2024-04-01T00:00:00.000Z",
        START,
        task_id,
    )
    again = shop.post(f"{CLOCKS}/clock/advance", frozenTime="2024-05-01T00:00:00Z")
    assert (again.status, again.error["code"], again.error["taskId"]) == (409, "TestClockIsAdvancing", task_id)
    assert shop.delete(f"{CLOCKS}/clock").error["code"] == "TestClockIsAdvancing"
    task = take_turn(shop, task_id)
    assert (task["type"], task["status"], task["done"], task["frozenTime"]) == (
        "TEST_CLOCK_ADVANCE",
        "COMPLETED",
        4,
        "2024-04-01T00:00:00.000Z",
    )
    there = shown(shop)
    assert (there["status"], there["advancingTo"], there["frozenTime"]) == ("READY", None, "2024-04-01T00:00:00.000Z")


def boundaries(months: int, until: str) -> list[str]:
    """Return the boundaries of periods of so many months that begin at the clock's start, up to an instant."""
    anchor, end = datetime.fromisoformat(START), datetime.fromisoformat(until)
    found = []
    while (moment := add_months(anchor, (len(found) + 1) * months)) <= end:
        found.append(moment)
    return [wire_instant(moment) for moment in found]


def test_four_years_of_renewals_happen_each_at_its_own_instant_and_nothing_else(shop: TemplateApi) -> None:
    monthly = subscribe(shop, "plan-pro", id="monthly", billingPeriod="MONTHLY")
    assert monthly["createdAt"] == START
    given_customer(shop, "globex", testClockId="clock")
    subscribe(shop, "plan-max", "globex", id="annual", billingPeriod="ANNUALLY")
    mark, until = latest(shop), "2028-01-31T08:00:00.000Z"
    advance(shop, "clock", until)
    expected = [renewed("monthly", at) for at in boundaries(1, until)]
    expected += [renewed("annual", at) for at in boundaries(12, until)]
    expected += [ends_soon(each, at) for each in ("monthly", "annual") for at in boundaries(1, until)]
    assert len(expected) == 48 + 4 + 2 * 48
    # Of what falls due at one instant, the first customer's comes first.
    assert events_since(shop, mark) == sorted(expected, key=lambda told: (told.occurred_at, "annual" in told.aggregate))
    seen_now = shop.get("/api/v1/subscriptions/monthly").data
    assert seen_now["currentBillingPeriodStart"] == until
    assert seen_now["currentBillingPeriodEnd"] == "2028-02-29T08:00:00.000Z"


def renewed(subscription_id: str, at: str) -> Told:
    return Told("SUBSCRIPTION_UPDATED", f"SUBSCRIPTION#{subscription_id}", at)


def ends_soon(subscription_id: str, month_end: str) -> Told:
    at = wire_instant(datetime.fromisoformat(month_end) - timedelta(hours=1))
    return Told("SUBSCRIPTION_BILLING_MONTH_ENDS_SOON", f"SUBSCRIPTION#{subscription_id}", at)


def test_small_steps_come_to_what_one_jump_does(shop: TemplateApi) -> None:
    create_clock(shop, START, "other")
    given_customer(shop, "globex", testClockId="other")
    for customer in ("acme", "globex"):
        subscribe(shop, "plan-pro", customer, id=f"of-{customer}", billingPeriod="MONTHLY")
    mark = latest(shop)
    advance(shop, "clock", "2025-03-01T00:00:00Z")
    moment = datetime.fromisoformat(START)
    while moment < datetime(2025, 3, 1, tzinfo=UTC):
        moment = min(moment + timedelta(days=17, hours=5), datetime(2025, 3, 1, tzinfo=UTC))
        advance(shop, "other", wire_instant(moment))
    told = events_since(shop, mark)
    months = boundaries(1, "2025-03-01T00:00:00Z")
    for name in ("of-acme", "of-globex"):
        expected = [each for month_end in months for each in (ends_soon(name, month_end), renewed(name, month_end))]
        assert [each for each in told if each.aggregate == f"SUBSCRIPTION#{name}"] == expected
    mark = latest(shop)
    advance(shop, "clock", "2025-03-01T00:00:00Z")
    assert events_since(shop, mark) == []


def test_other_clocks_and_customers_without_one_are_left_alone(shop: TemplateApi) -> None:
    create_clock(shop, "2030-06-15T00:00:00Z", "other")
    given_customer(shop, "globex", testClockId="other")
    given_customer(shop, "initech")
    for customer in ("acme", "globex", "initech"):
        subscribe(shop, "plan-pro", customer, id=f"of-{customer}", billingPeriod="MONTHLY")
    before = [shop.get(f"/api/v1/subscriptions/of-{customer}").data for customer in ("globex", "initech")]
    mark = latest(shop)
    advance(shop, "clock", "2024-12-01T00:00:00Z")
    assert {each.aggregate for each in events_since(shop, mark)} == {"SUBSCRIPTION#of-acme"}
    assert [shop.get(f"/api/v1/subscriptions/of-{customer}").data for customer in ("globex", "initech")] == before
    assert [each["startDate"] for each in before] == ["2030-06-15T00:00:00.000Z", "2026-01-15T10:30:00.000Z"]


def test_the_minute_s_sweep_does_not_meet_what_waits_for_a_clock(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    clock.set("2040-01-01T00:00:00+00:00")
    with wiring.working(actor=ActorType.SCHEDULER):
        due = wiring.due()
        assert [work for shard in due.shards() for work in due.waiting(shard, now=clock.now())] == []


def test_checks_and_usage_follow_the_clock(shop: TemplateApi) -> None:
    create_feature(shop, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    grant(shop, "plan-pro", "feature-calls", usageLimit=10, resetPeriod="MONTH")
    publish(shop, "plan-pro")
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    usage = {"customerId": "acme", "featureId": "feature-calls", "value": 7}
    [reported] = shop.post("/api/v1/usage", usages=[usage]).data
    assert reported["createdAt"] == START
    assert checked(shop)["currentUsage"] == 7
    ahead = shop.post("/api/v1/usage", usages=[{**usage, "createdAt": "2024-02-01T00:00:00Z"}])
    assert (ahead.status, ahead.error["field"]) == (400, "usages[0].createdAt")
    advance(shop, "clock", "2024-03-15T00:00:00Z")
    now = checked(shop)
    assert (now["currentUsage"], now["usagePeriodStart"], now["usagePeriodEnd"]) == (
        0,
        "2024-02-29T00:00:00.000Z",
        "2024-03-31T00:00:00.000Z",
    )
    [listed] = shop.get("/api/v1/customers/acme/entitlements").data["entitlements"]
    assert listed["usagePeriodEnd"] == now["usagePeriodEnd"]
    given_customer(shop, "globex")
    subscribe(shop, "plan-pro", "globex", billingPeriod="MONTHLY")
    both = shop.post("/api/v1/usage", usages=[usage, {**usage, "customerId": "globex"}]).data
    assert [each["createdAt"] for each in both] == ["2024-03-15T00:00:00.000Z", "2026-01-15T10:30:00.000Z"]
    assert (checked(shop)["currentUsage"], checked(shop, "globex")["currentUsage"]) == (7, 7)


def checked(api: TemplateApi, customer_id: str = "acme") -> Any:
    return api.get(f"/api/v1/customers/{customer_id}/entitlements/check", featureId="feature-calls").data


def test_a_measurement_with_a_key_counts_once_however_far_the_clock_went(shop: TemplateApi) -> None:
    create_feature(shop, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    grant(shop, "plan-free", "feature-calls", usageLimit=100)
    publish(shop, "plan-free")
    subscribe(shop)
    usage = {"customerId": "acme", "featureId": "feature-calls", "value": 7, "idempotencyKey": "once"}
    shop.post("/api/v1/usage", usages=[usage]).data  # noqa: B018
    advance(shop, "clock", "2025-01-01T00:00:00Z")
    [again] = shop.post("/api/v1/usage", usages=[usage]).data
    assert (again["currentUsage"], again["createdAt"]) == (7, START)


def test_publishing_to_all_customers_moves_a_subscription_at_its_clock_s_instant(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", id="of-acme", billingPeriod="MONTHLY")
    shop.post("/api/v1/plans/plan-pro/draft").data  # noqa: B018
    mark = latest(shop)
    task_id = shop.post("/api/v1/plans/plan-pro/publish", migrationType="ALL_CUSTOMERS").data["taskId"]
    take_turn(shop, task_id)
    assert Told("SUBSCRIPTION_UPDATED", "SUBSCRIPTION#of-acme", START) in events_since(shop, mark)


def test_archiving_lets_a_customer_go_and_unarchiving_takes_it_back(shop: TemplateApi) -> None:
    subscribe(shop, id="free")
    archived = shop.post("/api/v1/customers/acme/archive").data
    assert (archived["archivedAt"], archived["testClockId"]) == (START, "clock")
    assert shown(shop)["customerIds"] == []
    advance(shop, "clock", "2024-06-01T00:00:00Z")
    assert shop.post("/api/v1/customers/acme/unarchive").data["updatedAt"] == "2024-06-01T00:00:00.000Z"
    assert shown(shop)["customerIds"] == ["acme"]


def test_a_clock_with_customers_stays(shop: TemplateApi) -> None:
    refused = shop.delete(f"{CLOCKS}/clock")
    assert (refused.status, refused.error["code"], refused.error["customerIds"]) == (
        409,
        "IntegrityViolation",
        ["acme"],
    )


def test_a_deleted_clock_is_gone_and_what_lived_by_it_can_still_be_read(shop: TemplateApi) -> None:
    ended = subscribe(shop, id="free")
    shop.post("/api/v1/customers/acme/archive").data  # noqa: B018
    assert shop.delete(f"{CLOCKS}/clock").data["id"] == "clock"
    assert shop.get(f"{CLOCKS}/clock").error["code"] == "TestClockNotFound"
    assert shop.get("/api/v1/subscriptions/free").data["startDate"] == ended["startDate"]
    assert [each["id"] for each in shop.get("/api/v1/subscriptions", customerId="acme").data] == ["free"]
    denied = shop.get("/api/v1/customers/acme/entitlements/check", featureId="feature-calls").data
    assert denied["accessDeniedReason"] == "CustomerIsArchived"
    assert shop.post("/api/v1/customers/acme/unarchive").error["code"] == "TestClockNotFound"


def test_what_cannot_be_done_stops_the_clock_before_it(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", id="broken", billingPeriod="MONTHLY")
    given_customer(shop, "globex", testClockId="clock")
    subscribe(shop, "plan-max", "globex", id="sound", billingPeriod="MONTHLY")
    whole = body_of("broken")
    put_body("broken", "{}")
    task_id = send_off(shop, "clock", "2024-06-01T00:00:00Z")
    task = take_turn(shop, task_id)
    assert (task["status"], [each["id"] for each in task["failures"]]) == ("FAILED", ["broken"])
    stopped = shown(shop)
    assert (stopped["status"], stopped["frozenTime"], stopped["advancingTo"]) == ("FAILED", START, None)
    put_body("broken", whole)
    assert advance(shop, "clock", "2024-06-01T00:00:00Z")["status"] == "READY"
    assert seen(shop, shown(shop)["taskId"])["done"] == 16


def key_of(subscription_id: str) -> dict[str, Any]:
    return {"PK": {"S": "E#account-test/development#C#acme"}, "SK": {"S": f"S#{subscription_id}"}}


def body_of(subscription_id: str) -> str:
    table = boto3.client("dynamodb")
    item = table.get_item(TableName=os.environ["DOCUMENTS_TABLE"], Key=key_of(subscription_id))["Item"]
    return str(item["D"]["S"])


def put_body(subscription_id: str, body: str) -> None:
    """Put a text into a subscription's row, readable or not."""
    boto3.client("dynamodb").update_item(
        TableName=os.environ["DOCUMENTS_TABLE"],
        Key=key_of(subscription_id),
        UpdateExpression="SET D = :body",
        ExpressionAttributeValues={":body": {"S": body}},
    )
