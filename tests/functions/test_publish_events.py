"""The outbox's stream becomes events on the bus, in order, each at least once."""

import os
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.template_api import TemplateApi
from tests.support.tenancy import open_environment
from tollgate import wiring
from tollgate.integrations.event_bus import EventBridgeBus, size_of
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.outbox import outbox_row


class RefusingEvents:
    """An EventBridge that refuses the entries it is told to; it remembers every call."""

    def __init__(self, *refused: int) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self._refused = refused
        self._seen = 0

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        """Take the entries, but for the refused ones."""
        self.calls.append(Entries)
        results = []
        for _ in Entries:
            failed = self._seen in self._refused
            results.append({"ErrorCode": "ThrottlingException"} if failed else {"EventId": str(self._seen)})
            self._seen += 1
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}


@pytest.fixture
def bus(dynamodb: None) -> EventBridgeBus:
    """The bus that the publishing function finds; the test chooses what stands behind it."""
    bus = wiring.event_bus()
    assert isinstance(bus, EventBridgeBus)
    return bus


def an_event(number: int, *, payload: dict[str, Any] | None = None) -> RecordedEvent:
    return RecordedEvent(
        id=f"{number:026d}",
        scope=Scope(account_id="account", environment_id="environment"),
        type="FEATURE_CREATED",
        name="FeatureCreated",
        source="tollgate.catalog",
        aggregate=f"FEATURE#feature-{number}",
        version=1,
        occurred_at=datetime(2026, 1, 15, 10, tzinfo=UTC),
        actor=ActorType.APP_SERVER,
        payload=payload or {"id": f"feature-{number}"},
    )


def records_of(*events: RecordedEvent) -> dict[str, Any]:
    """Return the stream's batch, as Lambda gets it."""
    return {
        "Records": [
            {
                "eventName": "INSERT",
                "dynamodb": {"SequenceNumber": str(number), "NewImage": {"D": {"S": outbox_row(event).body}}},
            }
            for number, event in enumerate(events)
        ]
    }


def test_events_carry_their_name_source_and_scope(bus: EventBridgeBus) -> None:
    events = RefusingEvents()
    bus.client = events
    event = an_event(1)
    assert TemplateApi().run("PublishEventsFunction", records_of(event)) == {"batchItemFailures": []}
    ((entry,),) = events.calls
    detail = entry.pop("Detail")
    assert entry == {
        "EventBusName": os.environ["EVENT_BUS_NAME"],
        "Time": event.occurred_at,
        "Source": "tollgate.catalog",
        "DetailType": "FeatureCreated",
    }
    assert RecordedEvent.model_validate_json(detail) == event


def test_ten_entries_go_with_one_call(bus: EventBridgeBus) -> None:
    events = RefusingEvents()
    bus.client = events
    TemplateApi().run("PublishEventsFunction", records_of(*map(an_event, range(25))))
    assert [len(call) for call in events.calls] == [10, 10, 5]


def test_a_call_holds_256_kb_at_most(bus: EventBridgeBus) -> None:
    events = RefusingEvents()
    bus.client = events
    large = {"text": "x" * 100_000}
    TemplateApi().run("PublishEventsFunction", records_of(*(an_event(n, payload=large) for n in range(5))))
    assert [len(call) for call in events.calls] == [2, 2, 1]
    assert all(sum(map(size_of, call)) <= 256 * 1024 for call in events.calls)


def test_an_event_too_large_for_the_bus_is_told_without_its_payload(bus: EventBridgeBus) -> None:
    events = RefusingEvents()
    bus.client = events
    huge = an_event(1, payload={"text": "x" * 300_000})
    TemplateApi().run("PublishEventsFunction", records_of(huge))
    ((entry,),) = events.calls
    assert RecordedEvent.model_validate_json(entry["Detail"]) == huge.but(payload={"isOmitted": True})


@pytest.mark.parametrize(("refused", "calls"), [(0, 1), (3, 1), (9, 1), (10, 2), (24, 3)])
def test_the_stream_goes_on_from_the_first_event_that_was_not_taken(
    bus: EventBridgeBus, refused: int, calls: int
) -> None:
    events = RefusingEvents(refused)
    bus.client = events
    answer = TemplateApi().run("PublishEventsFunction", records_of(*map(an_event, range(25))))
    assert answer == {"batchItemFailures": [{"itemIdentifier": str(refused)}]}
    assert len(events.calls) == calls


def test_recorded_events_are_read_back_by_time_and_environment(bus: EventBridgeBus, clock: FixedClock) -> None:
    clock.set("2026-01-15T10:59:59+00:00")
    first = open_environment("a").environment
    open_environment("b")
    clock.set("2026-01-15T11:00:00+00:00")
    api = TemplateApi(caller={**TemplateApi().caller, "environmentId": first.id})
    api.post("/api/v1/features", id="feature-a", displayName="A", featureType="BOOLEAN")
    clock.set("2026-01-15T11:30:00+00:00")
    api.post("/api/v1/features", id="feature-b", displayName="B", featureType="BOOLEAN")

    def names(start: str, end: str) -> list[str]:
        moments = (datetime.fromisoformat(f"2026-01-15T{text}+00:00") for text in (start, end))
        return [event.name for event in wiring.outbox().between(first.scope, *moments)]

    assert names("10:00", "11:30") == ["ProductCreated", "ApiKeyCreated", "ApiKeyCreated", "FeatureCreated"]
    assert names("11:00", "11:00") == []
    assert names("11:00", "13:00") == ["FeatureCreated", "FeatureCreated"]
    assert names("11:30", "11:31") == ["FeatureCreated"]
