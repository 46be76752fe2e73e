"""What webhooks were told of: listed with every attempt, replayed, and tried with samples."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import all_recorded
from tests.support.template_api import TemplateApi
from tests.support.webhooks import SCOPE, THEN, Book, ScriptedSender, a_delivery, an_attempt
from tollgate import wiring
from tollgate.event_catalogue.published import WIRE_NAMES, wire_name
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.message import Message
from tollgate.webhooks.sending import Outcome

WEBHOOKS = "/api/v1/webhooks"
ENDPOINT = "https://hooks.example.com/x"
BODY = {"type": "plan.created", "id": "plan-pro"}


@pytest.fixture
def sender(dynamodb: None) -> ScriptedSender:
    """What stands in for the world beyond."""
    wiring.open_address_book(Book())
    scripted = ScriptedSender()
    wiring.send_through(scripted)
    return scripted


@pytest.fixture
def path(api: TemplateApi, sender: ScriptedSender) -> str:
    """The path of a webhook."""
    made = api.post(WEBHOOKS, endpoint=ENDPOINT, eventTypes=["PLAN_CREATED"], secret="a-secret-of-my-own").data
    return f"{WEBHOOKS}/{made['id']}"


def tell(path: str, number: int, **fields: Any) -> Delivery:
    """Keep a delivery of a message to the webhook."""
    delivery = a_delivery(id=f"message-{number:02}", webhook_id=path.rsplit("/", 1)[1], **fields)
    log = wiring.delivery_log()
    message = Message(id=delivery.id, event_type=delivery.event_type, bodies=(BODY,), told=(), created_at=THEN)
    log.begin(SCOPE, message)
    log.add(SCOPE, delivery)
    return delivery


def ids(answer: Any) -> list[str]:
    return [each["messageId"] for each in answer.data]


def test_deliveries_are_listed_with_their_attempts(api: TemplateApi, path: str) -> None:
    attempts = (an_attempt(number=1, error="timed out", latency_ms=30_000), an_attempt(number=2, status_code=200))
    tell(path, 1, status=DeliveryStatus.DELIVERED, attempts=attempts)
    [shown] = api.get(f"{path}/deliveries").data
    instants = {"createdAt": "2026-01-15T10:30:00.000Z", "updatedAt": "2026-01-15T10:30:00.000Z"}
    attempt = {"replay": 0, "at": "2026-01-15T10:30:00.000Z"}
    assert shown == {
        "messageId": "message-01",
        "webhookId": path.rsplit("/", 1)[1],
        "eventType": "PLAN_CREATED",
        "status": "DELIVERED",
        "attempts": [
            {"number": 1, "statusCode": None, "error": "timed out", "latencyMs": 30_000, **attempt},
            {"number": 2, "statusCode": 200, "error": None, "latencyMs": 12, **attempt},
        ],
        "replays": 0,
        "nextAttemptAt": None,
        "body": None,
        **instants,
    }


def test_deliveries_are_listed_newest_first_by_status_and_by_message(api: TemplateApi, path: str) -> None:
    for number in range(5):
        tell(path, number, status=DeliveryStatus.FAILED if number % 2 else DeliveryStatus.DELIVERED)
    listed = api.get(f"{path}/deliveries", limit=2)
    assert ids(listed) == ["message-04", "message-03"]
    further = api.get(f"{path}/deliveries", limit=3, after=listed.body["pagination"]["next"])
    assert (ids(further), further.body["pagination"]["next"]) == (["message-02", "message-01", "message-00"], None)
    assert ids(api.get(f"{path}/deliveries", status="FAILED")) == ["message-03", "message-01"]
    [one] = api.get(f"{path}/deliveries", messageId="message-03").data
    assert (one["messageId"], one["body"]) == ("message-03", BODY)
    assert api.get(f"{path}/deliveries", messageId="message-03", status="DELIVERED").data == []
    assert api.get(f"{path}/deliveries", messageId="unknown").data == []
    assert api.get(f"{path}/deliveries", status="LOST").error["field"] == "status[0]"


def test_a_delivery_is_replayed_by_its_message(api: TemplateApi, path: str, clock: FixedClock) -> None:
    tell(path, 1, status=DeliveryStatus.FAILED, attempts=(an_attempt(number=7, status_code=500),))
    clock.advance(minutes=1)
    replayed = api.post(f"{path}/deliveries/message-01/replay").data
    assert (replayed["status"], replayed["replays"], len(replayed["attempts"])) == ("PENDING", 1, 1)
    assert replayed["nextAttemptAt"] == "2026-01-15T10:31:00.000Z"
    assert api.get(f"{path}/deliveries").data == [replayed]
    [event] = all_recorded("WebhookDeliveryReplayed")
    assert event.payload == {"webhookId": path.rsplit("/", 1)[1], "messageId": "message-01", "replays": 1}


def test_several_are_replayed_by_their_messages(api: TemplateApi, path: str) -> None:
    for number in range(3):
        tell(path, number, status=DeliveryStatus.DELIVERED)
    wanted = ["message-02", "message-00", "message-02"]
    assert api.post(f"{path}/replay", messageIds=wanted).data == {
        "messageIds": ["message-02", "message-00"],
        "hasMore": False,
    }
    assert ids(api.get(f"{path}/deliveries", status="PENDING")) == ["message-02", "message-00"]
    assert len(all_recorded("WebhookDeliveryReplayed")) == 2
    missing = api.post(f"{path}/replay", messageIds=["message-01", "unknown"])
    assert (missing.status, missing.error["code"], missing.error["messageId"]) == (
        404,
        "WebhookDeliveryNotFound",
        "unknown",
    )
    assert ids(api.get(f"{path}/deliveries", status="DELIVERED")) == ["message-01"]


def test_what_failed_within_a_time_is_replayed(api: TemplateApi, path: str) -> None:
    for number in range(5):
        status = DeliveryStatus.DELIVERED if number == 2 else DeliveryStatus.FAILED
        tell(path, number, status=status, created_at=THEN.replace(minute=number))
    within = {"from": "2026-01-15T10:01:00Z", "to": "2026-01-15T10:04:00Z"}
    replayed = api.call("POST", f"{path}/replay", {"status": "FAILED", **within}).data
    assert replayed == {"messageIds": ["message-03", "message-01"], "hasMore": False}
    assert api.call("POST", f"{path}/replay", {"status": "FAILED", **within}).data["messageIds"] == []
    assert api.post(f"{path}/replay", status="FAILED").data["messageIds"] == ["message-04", "message-00"]


def test_what_failed_is_replayed_in_as_many_requests_as_it_takes(api: TemplateApi, path: str) -> None:
    for number in range(41):
        tell(path, number, status=DeliveryStatus.FAILED)
    first, second = (api.post(f"{path}/replay", status="FAILED").data for _ in range(2))
    assert (len(first["messageIds"]), first["hasMore"]) == (40, True)
    assert second == {"messageIds": ["message-00"], "hasMore": False}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "messageIds"),
        ({"messageIds": ["a"], "status": "FAILED"}, "messageIds"),
        ({"messageIds": []}, "messageIds"),
        ({"messageIds": ["a"] * 41}, "messageIds"),
        ({"messageIds": ["a"], "from": "2026-01-15T10:01:00Z"}, "from"),
        ({"messageIds": ["a"], "to": "2026-01-15T10:01:00Z"}, "to"),
        ({"status": "DELIVERED"}, "status"),
        ({"status": "LOST"}, "status"),
        ({"status": "FAILED", "from": 1}, "from"),
    ],
)
def test_a_replay_names_what_it_means(api: TemplateApi, path: str, body: dict[str, Any], field: str) -> None:
    answer = api.call("POST", f"{path}/replay", body)
    assert (answer.status, answer.error["field"]) == (400, field)


def test_what_is_not_there_is_not_found(api: TemplateApi, path: str) -> None:
    other = f"{WEBHOOKS}/unknown"
    answers = (
        api.get(f"{other}/deliveries"),
        api.post(f"{other}/replay", status="FAILED"),
        api.post(f"{other}/deliveries/message-01/replay"),
        api.post(f"{other}/test", eventType="PLAN_CREATED"),
    )
    assert {(each.status, each.error["code"]) for each in answers} == {(404, "HookNotFound")}
    missing = api.post(f"{path}/deliveries/unknown/replay")
    assert (missing.status, missing.error["code"]) == (404, "WebhookDeliveryNotFound")


@pytest.mark.parametrize("event_type", WIRE_NAMES)
def test_an_endpoint_is_sent_a_sample_of_any_event(
    api: TemplateApi, path: str, sender: ScriptedSender, event_type: str
) -> None:
    tried = api.post(f"{path}/test", eventType=event_type).data
    [sent] = sender.sent
    assert tried == {
        "responseSuccess": True,
        "responseStatusCode": 200,
        "responseStatusText": "OK",
        "payload": sent["body"],
    }
    envelope = {name: sent["body"][name] for name in ("type", "accountId", "environmentId", "timestamp", "messageId")}
    assert envelope == {
        "type": wire_name(event_type),
        "accountId": "account-test",
        "environmentId": "development",
        "timestamp": "2026-01-15T10:30:00.000Z",
        "messageId": sent["message_id"],
    }
    assert (sent["endpoint"], sent["secrets"]) == (ENDPOINT, ("a-secret-of-my-own",))
    assert sent["within"].total_seconds() < 29


def test_a_webhook_that_is_switched_off_may_be_tried_and_none_of_it_is_kept(
    api: TemplateApi, path: str, sender: ScriptedSender
) -> None:
    api.patch(path, status="INACTIVE")
    sender.outcomes = [
        Outcome(status_code=500, status_text="Internal Server Error", latency_ms=3),
        Outcome(error="The connection was refused", latency_ms=3),
    ]
    answers = [api.post(f"{path}/test", eventType="plan.created").data for _ in range(2)]
    shown = [tuple(each[f"response{name}"] for name in ("Success", "StatusCode", "StatusText")) for each in answers]
    assert shown == [(False, 500, "Internal Server Error"), (False, None, "The connection was refused")]
    assert api.get(f"{path}/deliveries").data == []
    refused = api.post(f"{path}/test", eventType="API_KEY_CREATED")
    assert (refused.status, refused.error["field"]) == (400, "eventType")
