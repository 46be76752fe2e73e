"""The durable queue of an environment by REST: given, shown, filled and taken away, whatever stops in between."""

import json
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.webhooks import SCOPE, a_queue, an_event
from tollgate import wiring
from tollgate.environments.permission import Permission
from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.shared.scope import ActorType, KeyKind
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus, queue_name_of
from tollgate.webhooks.queue_ports import QueueService
from tollgate.wiring.webhooks import event_queues, queue_service

QUEUE = "/api/v1/event-queue"
NAME = queue_name_of(SCOPE, "tollgate-test-events", None)


def names() -> list[str]:
    """Return the names of the durable queues there are."""
    urls = boto3.client("sqs").list_queues(QueueNamePrefix="tollgate-test-events-").get("QueueUrls", [])
    return [url.rsplit("/", 1)[1] for url in urls]


@pytest.fixture(autouse=True)
def _no_queues(dynamodb: None) -> None:
    for name in names():
        queue_service().remove(name)


def record(**fields: Any) -> EventQueue:
    """Record a queue as an operation that stopped left it."""
    queue = a_queue(**{"queue_name": NAME, "queue_url": None, **fields})

    def save() -> None:
        event_queues().find(SCOPE)
        event_queues().save(SCOPE, queue)

    wiring.transact(save, actor=ActorType.SYSTEM)
    return queue


def attributes(url: str) -> dict[str, str]:
    return boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_a_queue_is_given_shown_and_taken_away(api: TemplateApi) -> None:
    answer = api.post(QUEUE, suffix="erp", eventTypes=["plan.created"])
    assert answer.status == 201
    made = answer.data
    assert {**made, "queueUrl": "url"} == {
        "queueName": f"{NAME}-erp",
        "queueUrl": "url",
        "region": "us-east-1",
        "suffix": "erp",
        "status": "ACTIVE",
        "eventTypes": ["PLAN_CREATED"],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert names() == [f"{NAME}-erp"]
    found = attributes(made["queueUrl"])
    assert (found["SqsManagedSseEnabled"], found["MessageRetentionPeriod"]) == ("true", "1209600")
    assert api.get(QUEUE).data == made
    assert api.delete(QUEUE).data == {**made, "status": "DEPROVISIONING"}
    assert names() == []
    for again in (api.get(QUEUE), api.delete(QUEUE)):
        assert (again.status, again.error["code"]) == (404, "EventQueueNotFound")


def test_without_types_it_hears_of_all_there_are(api: TemplateApi) -> None:
    assert set(api.post(QUEUE).data["eventTypes"]) == WIRE_NAMES.keys()


def test_asked_for_again_it_is_the_same_and_may_hear_of_other_types(api: TemplateApi, clock: FixedClock) -> None:
    made = api.post(QUEUE, eventTypes=["PLAN_CREATED"]).data
    clock.advance(minutes=1)
    assert api.post(QUEUE).data == made
    changed = api.post(QUEUE, eventTypes=["PLAN_DELETED"]).data
    assert changed == {**made, "eventTypes": ["PLAN_DELETED"], "updatedAt": "2026-01-15T10:31:00.000Z"}
    other = api.post(QUEUE, suffix="other")
    assert (other.status, other.error["queueName"], other.headers["x-should-retry"]) == (409, NAME, "false")
    assert names() == [NAME]


@pytest.mark.parametrize("status", [EventQueueStatus.PROVISIONING, EventQueueStatus.FAILED])
def test_a_queue_that_was_left_half_made_is_finished_by_asking_again(
    api: TemplateApi, status: EventQueueStatus
) -> None:
    record(status=status)
    assert api.get(QUEUE).data["status"] == status
    assert api.post(QUEUE).data["status"] == "ACTIVE"
    assert names() == [NAME]


def test_one_that_was_made_and_not_recorded_so_is_taken_away_too(api: TemplateApi, clock: FixedClock) -> None:
    record(status=EventQueueStatus.PROVISIONING)
    queue_service().create(NAME)
    early = api.delete(QUEUE)
    assert (early.status, early.headers["x-should-retry"]) == (409, "true")
    clock.advance(minutes=1)
    assert api.delete(QUEUE).status == 200
    assert (names(), api.get(QUEUE).status) == ([], 404)


def test_a_removal_that_stopped_is_finished_by_asking_again(api: TemplateApi) -> None:
    record(status=EventQueueStatus.DEPROVISIONING)
    queue_service().create(NAME)
    refused = api.post(QUEUE)
    assert (refused.status, refused.headers["x-should-retry"]) == (409, "true")
    assert api.delete(QUEUE).status == 200
    assert (names(), api.get(QUEUE).status) == ([], 404)
    assert api.post(QUEUE).data["status"] == "ACTIVE"


def test_what_sqs_refuses_is_told_and_recorded(api: TemplateApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENT_QUEUE_PREFIX", "not/a/name")
    queue_service.cache_clear()
    refused = api.post(QUEUE)
    assert (refused.status, refused.error["code"]) == (503, "UnexpectedError")
    assert api.get(QUEUE).data["status"] == "FAILED"
    assert api.delete(QUEUE).status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"suffix": "x" * 13}, "suffix"),
        ({"suffix": "A"}, "suffix"),
        ({"suffix": 1}, "suffix"),
        ({"region": "eu-west-1"}, "region"),
        ({"eventTypes": []}, "eventTypes"),
        ({"eventTypes": ["API_KEY_CREATED"]}, "eventTypes[0]"),
    ],
)
def test_what_no_queue_can_be_is_refused_by_its_field(api: TemplateApi, body: dict[str, Any], field: str) -> None:
    answer = api.post(QUEUE, **body)
    assert (answer.status, answer.error["field"]) == (400, field)
    assert (names(), api.get(QUEUE).status) == ([], 404)


def test_bodies_reach_the_queue_as_they_are(api: TemplateApi) -> None:
    made = api.post(QUEUE, eventTypes=["PLAN_CREATED"]).data
    body = {"type": "plan.created", "messageId": "event-1", "name": "Größe \uffff"}

    def tell(type: str) -> bool:
        queue = wiring.durable_queue(SCOPE)
        assert queue is not None
        return queue.tell(an_event(type), body)

    told = [wiring.transact(lambda type=type: tell(type), actor=ActorType.SYSTEM) for type in ("PLAN_CREATED", "OTHER")]
    assert told == [True, False]
    [message] = boto3.client("sqs").receive_message(
        QueueUrl=made["queueUrl"], MessageAttributeNames=["All"], MaxNumberOfMessages=10
    )["Messages"]
    assert json.loads(message["Body"]) == body
    named = {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}
    assert named == {"type": "plan.created", "messageId": "event-1"}


def test_a_queue_that_is_gone_says_so_to_whoever_fills_it(dynamodb: None) -> None:
    service: QueueService = queue_service()
    url = service.create(NAME)
    service.remove(NAME)
    service.remove(NAME)
    with pytest.raises(Exception, match=NAME):
        service.send(url, {"type": "plan.created"})


def test_environments_have_queues_of_their_own_and_keys_that_read_them(dynamodb: None) -> None:
    opened = open_environment("a")
    full, other = api_of(opened.keys[0].secret), api_of(open_environment("b").keys[0].secret)
    made = full.post(QUEUE).data
    assert other.get(QUEUE).status == 404
    assert other.post(QUEUE).data["queueName"] != made["queueName"]
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.EVENT_QUEUE_READ).secret)
    writing = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.ENVIRONMENT_WRITE).secret)
    assert reading.get(QUEUE).data == made
    assert (reading.post(QUEUE).status, reading.delete(QUEUE).status, writing.get(QUEUE).status) == (403, 403, 403)
    assert (writing.post(QUEUE).status, writing.delete(QUEUE).status) == (201, 200)
