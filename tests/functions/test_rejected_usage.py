"""What arrives by the usage queue and can never count is kept for an operator; what stands beside it counts."""

import json
from contextlib import suppress
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Crash, CrashAt
from tests.support.metered import event, meter, record, sell_metered, usage_of
from tests.support.metering import SCOPE
from tests.support.template_api import TemplateApi
from tollgate.usage.rejected import LONGEST_SENT
from tools.bench.hook import hooked

OWNER = {"accountId": SCOPE.account_id, "environmentId": SCOPE.environment_id}


def deliver(api: TemplateApi, *records: dict[str, Any]) -> None:
    assert api.run("IngestUsageFunction", {"Records": list(records)}) == {"batchItemFailures": []}


def of_events(clock: FixedClock, *events: object, message_id: str = "m", attempt: int = 1) -> dict[str, Any]:
    body = json.dumps({**OWNER, "receivedAt": clock.now().isoformat(), "events": events})
    return record(body, message_id=message_id, attempt=attempt, sent_at=clock.now())


def rejected(api: TemplateApi, **query: Any) -> list[dict[str, Any]]:
    return list(api.get("/api/v1/events/rejected", **query).data)


def test_a_malformed_event_is_kept_beside_those_that_count(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    broken = {"customerId": "acme", "eventName": 7, "dimensions": {"size": 1.5}}
    message = of_events(clock, event("1"), broken, event("2"), "no event")
    deliver(api, message)
    deliver(api, of_events(clock, event("1"), broken, event("2"), "no event", attempt=2))
    assert usage_of(api, "calls") == [2]
    first, last = rejected(api)
    assert (first["place"], first["sent"], first["code"]) == (3, "no event", "BadUserInput")
    assert last == {
        "messageId": "m",
        "place": 1,
        "code": "BadUserInput",
        "message": "eventName: Input should be a valid string; idempotencyKey: Field required",
        "arrivedAt": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "sent": broken,
        "isCut": False,
    }


def test_an_event_that_breaks_a_rule_is_kept_with_the_reason(api: TemplateApi, clock: FixedClock) -> None:
    long = event("k" * 301)
    deliver(api, of_events(clock, event("1"), long))
    [kept] = rejected(api)
    assert (kept["place"], kept["sent"]) == (1, long)
    assert kept["message"] == "idempotencyKey has 1-300 characters and is not blank"


def test_measurements_that_can_never_count_are_kept(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    sold = {"customerId": "acme", "featureId": "seats", "value": 1}
    usages = [
        {**sold, "idempotencyKey": "1"},
        sold,
        {**sold, "idempotencyKey": "2", "enforceLimit": True},
        {**sold, "idempotencyKey": "3", "customerId": "nobody"},
        {**sold, "idempotencyKey": "4", "featureId": "calls"},
    ]
    deliver(api, record(json.dumps({**OWNER, "usages": usages}), sent_at=clock.now()))
    found = {each["place"]: (each["code"], each["sent"]) for each in rejected(api)}
    assert found == {
        0: ("FeatureNotFound", usages[0]),
        1: ("BadUserInput", usages[1]),
        2: ("UnsupportedParameter", usages[2]),
        3: ("CustomerNotFound", usages[3]),
        4: ("CannotReportUsageForEntitlementWithMeterError", usages[4]),
    }


@pytest.mark.parametrize("text", ["x" * 200_000, '"' * 100_000, "ä" * 100_000, "\\u0001" * 30_000])
def test_what_is_larger_than_any_event_is_kept_by_its_beginning(api: TemplateApi, clock: FixedClock, text: str) -> None:
    body = json.dumps({**OWNER, "receivedAt": clock.now().isoformat(), "events": [{"n": text}]}, ensure_ascii=False)
    deliver(api, record(body, sent_at=clock.now()))
    [kept] = rejected(api)
    assert kept["isCut"]
    assert len(kept["sent"].encode()) in range(LONGEST_SENT - 3, LONGEST_SENT + 1)
    assert json.dumps({"n": text}, ensure_ascii=False).startswith(kept["sent"])


def test_the_newest_come_first_and_stay_for_35_days(api: TemplateApi, clock: FixedClock) -> None:
    for number in range(30):
        deliver(api, of_events(clock, {}, message_id=f"m{number}"))
        clock.advance(minutes=1)
    newest_first = [f"m{number}" for number in reversed(range(30))]
    assert [each["messageId"] for each in rejected(api, limit=100)] == newest_first
    first = api.get("/api/v1/events/rejected", limit=12)
    second = api.get("/api/v1/events/rejected", limit=12, after=first.body["pagination"]["next"])
    assert [each["messageId"] for each in [*first.data, *second.data]] == newest_first[:24]
    back = api.get("/api/v1/events/rejected", limit=12, before=second.body["pagination"]["prev"])
    assert back.data == first.data
    clock.advance(days=35, minutes=-15)
    assert [each["messageId"] for each in rejected(api, limit=100)] == newest_first[:15]


def test_a_page_of_large_ones_is_shorter_and_the_walk_still_shows_all(api: TemplateApi, clock: FixedClock) -> None:
    for number in range(30):
        deliver(api, of_events(clock, {"broken": "ä" * 40_000}, message_id=f"m{number:02d}"))
        clock.advance(minutes=1)
    seen: list[str] = []
    page = api.get("/api/v1/events/rejected", limit=100).body
    assert len(page["data"]) < 30
    while True:
        seen += [each["messageId"] for each in page["data"]]
        if page["pagination"]["next"] is None:
            break
        page = api.get("/api/v1/events/rejected", limit=100, after=page["pagination"]["next"]).body
    assert seen == [f"m{number:02d}" for number in reversed(range(30))]


def test_what_is_rejected_is_kept_although_a_consumer_ends_anywhere(api: TemplateApi, clock: FixedClock) -> None:
    sell_metered({"calls": meter()})
    call = 0
    while True:
        call += 1
        events = (event(f"{call}"), {"broken": call})
        crash = CrashAt(call, is_before=False)
        with suppress(Crash), hooked(crash):
            api.run("IngestUsageFunction", {"Records": [of_events(clock, *events, message_id=f"m{call}")]})
        deliver(api, of_events(clock, *events, message_id=f"m{call}", attempt=2))
        if crash.seen < call:
            break
    assert call > 3
    assert usage_of(api, "calls") == [call]
    assert sorted(each["sent"]["broken"] for each in rejected(api, limit=100)) == list(range(1, call + 1))


def test_other_environments_see_nothing_of_it(api: TemplateApi, clock: FixedClock) -> None:
    message = json.dumps({**OWNER, "environmentId": "other", "receivedAt": clock.now().isoformat(), "events": [{}]})
    deliver(api, record(message, sent_at=clock.now()))
    assert rejected(api) == []
