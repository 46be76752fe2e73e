"""Events through the API: taken in whole or not at all, counted by the meters they pass."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.metered import (
    condition,
    count_waiting,
    event,
    meter,
    record,
    sell_metered,
    send,
    usage_of,
    waiting,
)
from tests.support.metering import Sold, entitlement, resetting, subscription_access
from tests.support.template_api import TemplateApi
from tollgate.shared.reset_period import ResetPeriod
from tollgate.usage.event import LARGEST_EVENT

EVENTS = "/api/v1/events"


def test_an_event_counts_for_every_feature_whose_meter_it_passes(api: TemplateApi) -> None:
    functions = {name: meter(name.upper(), "bytes") for name in ("sum", "max", "min", "avg", "unique")}
    sell_metered({"count": meter(), **functions, "other": meter(name="upload")})
    sizes: list[Any] = [10, "20", "x", 10.0]
    send(api, *(event(f"k{place}", dimensions={"bytes": size}) for place, size in enumerate(sizes)), event("none"))
    names = ("count", "sum", "max", "min", "avg", "unique", "other")
    assert usage_of(api, *names) == [5, 40, 20, 10, 13.333333333333, 3, 0]
    send(api, *(event(f"k{place}", dimensions={"bytes": 99}) for place in range(4)))
    assert usage_of(api, *names) == [5, 40, 20, 10, 13.333333333333, 3, 0]


def test_filters_are_alternatives_and_conditions_hold_together(api: TemplateApi) -> None:
    either = [
        {"conditions": [condition("eventName", value="a"), condition("dimensions.region", value="eu")]},
        {"conditions": [condition("eventName", value="b")]},
    ]
    sell_metered({"calls": {"aggregation": {"function": "COUNT"}, "filters": either}})
    send(
        api,
        event("1", "a", dimensions={"region": "eu"}),
        event("2", "a", dimensions={"region": "us"}),
        event("3", "b"),
    )
    assert usage_of(api, "calls") == [2]


def test_the_same_event_counts_once_in_35_days_whatever_its_timestamp(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    send(api, event("k"), event("k"), event("k", resourceId=""), event("k", "upload"))
    send(api, event("k", timestamp=(clock.now() - timedelta(hours=2)).isoformat()))
    assert usage_of(api, "calls") == [1]
    clock.advance(days=34)
    send(api, event("k"))
    assert usage_of(api, "calls") == [1]
    clock.advance(days=2)
    send(api, event("k"))
    assert usage_of(api, "calls") == [2]


def test_a_late_event_counts_in_the_period_of_its_own_timestamp(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter(), "peak": meter("MAX", "n")}, resetting(ResetPeriod.DAY))
    yesterday = (clock.now() - timedelta(days=1)).isoformat()
    send(api, event("1", dimensions={"n": 4}), event("2", timestamp=yesterday, dimensions={"n": 9}))
    assert usage_of(api, "calls", "peak") == [1, 4]


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        (timedelta(minutes=5), 201),
        (timedelta(minutes=5, seconds=1), 400),
        (timedelta(days=-35), 201),
        (timedelta(days=-35, seconds=-1), 400),
        (timedelta(days=-40), 400),
    ],
)
def test_events_of_another_time_are_refused(api: TemplateApi, clock: FixedClock, ahead: timedelta, status: int) -> None:
    dated = event("k", timestamp=(clock.now() + ahead).isoformat())
    answer = api.call("POST", EVENTS, {"events": [event("1"), dated]})
    assert answer.status == status
    if status == 400:
        assert (answer.error["code"], answer.error["field"]) == ("InvalidArgumentError", "events[1].timestamp")
        assert waiting() == []


def test_an_event_that_is_a_little_ahead_counts_as_now(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()}, resetting(ResetPeriod.HOUR))
    clock.set("2026-01-15T10:58:00Z")
    send(api, event("k", timestamp="2026-01-15T11:01:00Z"))
    assert usage_of(api, "calls") == [1]
    clock.set("2026-01-15T11:01:00Z")
    assert usage_of(api, "calls") == [0]


WRONG: list[tuple[list[Any], str]] = [
    ([], "events"),
    ([event(str(number)) for number in range(1001)], "events"),
    ([event("1"), {"customerId": "acme", "eventName": "call"}], "events[1].idempotencyKey"),
    ([event(" ")], "events[0].idempotencyKey"),
    ([event("k" * 301)], "events[0].idempotencyKey"),
    ([event("1", customer_id="")], "events[0].customerId"),
    ([event("1", "")], "events[0].eventName"),
    ([event("1", "n" * 256)], "events[0].eventName"),
    ([event("1", dimensions={"a": {"b": 1}})], "events[0].dimensions.a"),
    ([event("1", dimensions={"a": [1]})], "events[0].dimensions.a"),
    ([event("1", timestamp="yesterday")], "events[0].timestamp"),
    ([event("1", resourceId="r" * 256)], "events[0].resourceId"),
    ([event("1"), event("2", dimensions={"a": "x" * LARGEST_EVENT})], "events[1]"),
]


@pytest.mark.parametrize(("events", "field"), WRONG, ids=range(len(WRONG)))
def test_one_wrong_event_refuses_them_all(api: TemplateApi, events: list[Any], field: str) -> None:
    refused = api.call("POST", EVENTS, {"events": events})
    assert (refused.status, refused.error["field"]) == (400, field)
    assert waiting() == []


def test_a_body_over_five_megabytes_is_refused(api: TemplateApi) -> None:
    large = [event(str(number), dimensions={"a": "x" * 60_000}) for number in range(85)]
    assert api.call("POST", EVENTS, {"events": large}).status == 413
    assert api.call("POST", EVENTS, {"events": large[:80]}).status == 201
    assert all(len(each["body"]) <= 200_000 for each in waiting())


def test_what_nobody_may_count_is_kept_and_counts_nowhere(api: TemplateApi, clock: FixedClock) -> None:
    sold = sell_metered({"calls": meter()})
    before = (clock.now() - timedelta(days=20)).isoformat()
    send(
        api,
        event("1", customer_id="nobody"),
        event("2", resourceId="unknown"),
        event("3", "unheard-of"),
        event("4", timestamp=before),
    )
    assert usage_of(api, "calls") == [0]
    sold.customer("nobody")
    sold.subscribe("nobody", subscription_access())
    send(api, event("1", customer_id="nobody"), event("5", customer_id="nobody"))
    assert usage_of(api, "calls", customer_id="nobody") == [1]


def test_events_of_a_resource_count_where_its_subscription_is(api: TemplateApi) -> None:
    sold = sell_metered({"calls": meter()})
    sold.customer("beta", "site")
    sold.subscribe("beta", subscription_access(), resource_id="site")
    sold.resource("acme", "r1")
    send(api, event("1", customer_id="beta", resourceId="site"), event("2", resourceId="r1"))
    assert usage_of(api, "calls", customer_id="beta", resourceId="site") == [1]
    assert usage_of(api, "calls") == [1]


def test_an_archived_customer_gathers_nothing(api: TemplateApi) -> None:
    sell_metered({"calls": meter()}).archive("acme")
    send(api, event("1"))
    assert usage_of(api, "calls")[0] in (None, 0)


def test_malformed_events_are_skipped_and_keep_no_others_waiting(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    chunk = {"accountId": "account-test", "environmentId": "development", "receivedAt": clock.now().isoformat()}
    broken = [{"eventName": "call"}, "text", event(" "), event("x", dimensions={"a": {}}), event("good")]
    body = json.dumps({**chunk, "events": broken})
    assert api.run("IngestUsageFunction", {"Records": [record(body)]}) == {"batchItemFailures": []}
    assert usage_of(api, "calls") == [1]


def test_a_message_that_is_no_chunk_fails_alone(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    chunk = {"accountId": "account-test", "environmentId": "development", "receivedAt": clock.now().isoformat()}
    good = record(json.dumps({**chunk, "events": [event("good")]}), "other", "good")
    bad = record(json.dumps({"events": [event("lost")]}), "group", "bad")
    answer = api.run("IngestUsageFunction", {"Records": [bad, good]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert usage_of(api, "calls") == [1]


def test_an_event_may_count_for_more_features_than_one_transaction_holds(api: TemplateApi) -> None:
    names = [f"feature-{number}" for number in range(60)]
    sell_metered({name: meter("UNIQUE", "user") for name in names[:45]} | {name: meter() for name in names[45:]})
    send(api, event("1", dimensions={"user": "u1"}), event("2", dimensions={"user": "u1"}))
    assert usage_of(api, *names) == [1] * 45 + [2] * 15
    send(api, event("1", dimensions={"user": "u2"}), event("2"))
    assert usage_of(api, *names) == [1] * 45 + [2] * 15


def test_events_of_many_customers_are_all_counted(api: TemplateApi) -> None:
    sold = sell_metered({"calls": meter()})
    for number in range(10):
        sold.customer(f"customer-{number}")
        sold.subscribe(f"customer-{number}", subscription_access())
    sent = [event(f"k{number}", customer_id=f"customer-{number % 10}") for number in range(100)]
    assert api.call("POST", EVENTS, {"events": sent}).status == 201
    assert 1 < count_waiting(api) <= 10
    assert [usage_of(api, "calls", customer_id=f"customer-{number}") for number in range(10)] == [[10]] * 10


def test_a_publishable_key_reports_nothing(api: TemplateApi) -> None:
    api.caller["keyKind"] = "PUBLISHABLE"
    assert api.call("POST", EVENTS, {"events": [event("1")]}).status == 403


def test_a_metered_feature_takes_no_reports(api: TemplateApi) -> None:
    sell_metered({"calls": meter()}, entitlement())
    answer = api.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": 1}])
    assert answer.error["code"] == "CannotReportUsageForEntitlementWithMeterError"


CLOUD_EVENT = {"specversion": "1.0", "id": "k", "source": "/api", "type": "call", "subject": "acme"}


def cloud(api: TemplateApi, body: Any, kind: str = "cloudevents") -> Any:
    headers = {"content-type": f"application/{kind}+json; charset=utf-8"}
    return api.call("POST", EVENTS, raw=json.dumps(body), headers=headers)


def test_cloud_events_stand_for_events(api: TemplateApi, clock: FixedClock) -> None:
    sold = sell_metered({"calls": meter(), "sum": meter("SUM", "n")})
    sold.resource("acme", "r1")
    one = {**CLOUD_EVENT, "time": clock.now().isoformat(), "data": {"n": 4.5}, "datacontenttype": "application/json"}
    assert cloud(api, one).data == {}
    batch = [CLOUD_EVENT, {**CLOUD_EVENT, "id": "k2", "resourceid": "r1", "data": {"n": "2"}}]
    assert cloud(api, batch, "cloudevents-batch").data == {}
    count_waiting(api)
    assert usage_of(api, "calls", "sum") == [2, 6.5]


@pytest.mark.parametrize(
    ("body", "kind", "field"),
    [
        ({**CLOUD_EVENT, "subject": ""}, "cloudevents", "subject"),
        ({**CLOUD_EVENT, "specversion": "0.3"}, "cloudevents", "specversion"),
        ({**CLOUD_EVENT, "data": "text"}, "cloudevents", "data"),
        ({**CLOUD_EVENT, "data_base64": "AA=="}, "cloudevents", "data_base64"),
        ({**CLOUD_EVENT, "datacontenttype": "text/xml"}, "cloudevents", "datacontenttype"),
        ([CLOUD_EVENT, {**CLOUD_EVENT, "type": None}], "cloudevents-batch", "[1].type"),
        ([CLOUD_EVENT, {**CLOUD_EVENT, "data_base64": ""}], "cloudevents-batch", "[1].data_base64"),
    ],
)
def test_a_wrong_cloud_event_is_refused_by_its_own_names(api: TemplateApi, body: Any, kind: str, field: str) -> None:
    refused = cloud(api, body, kind)
    assert (refused.status, refused.error["field"]) == (400, field)


def test_graphql_reports_events(api: TemplateApi) -> None:
    sell_metered({"calls": meter()})
    document = "mutation ($events: UsageEventsReportInput!) { reportEvent(events: $events) }"
    variables = {"events": {"usageEvents": [event("1", dimensions={"a": 1}), event("2", timestamp=None)]}}
    answer = api.call("POST", "/graphql", {"query": document, "variables": variables}).body
    assert answer == {"data": {"reportEvent": "OK"}}
    count_waiting(api)
    assert usage_of(api, "calls") == [2]
    variables["events"]["usageEvents"] = [event("3", timestamp="2020-01-01T00:00:00Z")]
    refused = api.call("POST", "/graphql", {"query": document, "variables": variables}).body["errors"][0]
    assert refused["extensions"]["field"] == "usageEvents[0].timestamp"


def test_usage_of_a_changed_schedule_comes_from_the_hours(api: TemplateApi, clock: FixedClock) -> None:
    meters = {name: meter(name.upper(), "n") for name in ("sum", "max", "min", "avg")} | {"count": meter()}
    sold = sell_metered(meters, resetting(ResetPeriod.MONTH))
    yesterday = (clock.now() - timedelta(days=1)).isoformat()
    send(api, event("1", timestamp=yesterday, dimensions={"n": 9}), event("2", dimensions={"n": 4}))
    assert usage_of(api, *meters) == [13, 9, 4, 6.5, 2]
    reschedule(sold, meters, ResetPeriod.DAY, 2)
    assert usage_of(api, *meters) == [4, 4, 4, 4, 1]
    send(api, event("3", dimensions={"n": 2}))
    assert usage_of(api, *meters) == [6, 4, 2, 3, 2]
    reschedule(sold, meters, ResetPeriod.MONTH, 3)
    assert usage_of(api, *meters) == [15, 9, 2, 5, 3]
    send(api, event("4", dimensions={"n": 1}))
    assert usage_of(api, *meters) == [16, 9, 1, 4, 4]


def reschedule(sold: Sold, meters: dict[str, Any], period: ResetPeriod, version: int) -> None:
    sold.reschedule(*(resetting(period).but(feature_id=name) for name in meters), version=version)


def listed(api: TemplateApi, **query: Any) -> list[str]:
    """Return the keys of all kept events, page after page, there and back."""
    keys: list[str] = []
    page = api.get(EVENTS, customerId="acme", limit=3, **query).body
    while True:
        keys += [each["idempotencyKey"] for each in page["data"]]
        if page["pagination"]["next"] is None:
            break
        page = api.get(EVENTS, customerId="acme", limit=3, after=page["pagination"]["next"], **query).body
    back = list(page["data"])
    while page["pagination"]["prev"] is not None:
        page = api.get(EVENTS, customerId="acme", limit=3, before=page["pagination"]["prev"], **query).body
        back = page["data"] + back
    assert [each["idempotencyKey"] for each in back] == keys
    return keys


def test_kept_events_can_be_listed_and_counted(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    send(api, *(event(str(number), dimensions={"n": number, "s": "x"}) for number in range(20)), event("other", "b"))
    assert sorted(listed(api, eventName="call"), key=int) == [str(number) for number in range(20)]
    assert listed(api, eventName="unheard-of") == []
    assert api.get(f"{EVENTS}/count", customerId="acme", eventName="call").data == {"count": 20}
    now = "2026-01-15T10:30:00.000Z"
    assert api.get(EVENTS, customerId="acme", eventName="b").data == [
        {
            "customerId": "acme",
            "eventName": "b",
            "idempotencyKey": "other",
            "resourceId": None,
            "timestamp": now,
            "receivedAt": now,
            "dimensions": {},
        }
    ]
    clock.advance(days=36)
    assert api.get(f"{EVENTS}/count", customerId="acme", eventName="call").data == {"count": 0}
    assert listed(api, eventName="call") == []


def test_whose_kept_events_are_asked_for_has_to_be_said(api: TemplateApi) -> None:
    assert api.get(EVENTS, customerId="acme").error["field"] == "eventName"
    assert api.get(f"{EVENTS}/count", eventName="call").error["field"] == "customerId"
