"""The event sources that the local server runs, turned by hand, with the real functions and the emulator."""

import json
import os
from typing import Any

import boto3
import pytest
from stigg import Stigg

from tests.contract.test_event_types import EVENTS
from tests.support.clock import FixedClock
from tests.support.credits import balance, consume, grant
from tests.support.recharge import given_tokens_for_sale, save
from tests.support.sample_events import sample_event
from tests.support.sdk import client_of
from tests.support.stepping import run_dry
from tests.support.template_api import TemplateApi
from tests.support.thresholds import given_limits, told
from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.tasks.events import BEGUN
from tools.event_sources import Source, matches, sources
from tools.seed import seed
from tools.stack import Stack
from tools.template import functions


@pytest.fixture
def stack(emulator: None) -> Stack:
    """What the template declares, as the test's functions see it."""
    stage = os.environ["DOCUMENTS_TABLE"].removeprefix("tollgate-").removesuffix("-documents")
    stack = Stack(Stage=stage)
    stack.create()
    return stack


@pytest.fixture
def api(emulator_api: TemplateApi) -> TemplateApi:
    """The API, called with the key of the sample events."""
    emulator_api.caller = sample_event("check_entitlement")["requestContext"]["authorizer"]["lambda"]
    return emulator_api


def source(stack: Stack, name: str) -> Source:
    """Return the source of this name."""
    [found] = [each for each in sources(stack) if each.name == name]
    return found


def subscribe(client: Stigg) -> None:
    """Sell the pro plan to the customer of the samples."""
    seed(client)
    client.v1.customers.provision(id="customer-123", name="Acme Inc", email="admin@acme.example")
    client.v1.subscriptions.provision(customer_id="customer-123", plan_id="plan-pro", billing_period="MONTHLY")


def sent(stack: Stack, body: Any) -> None:
    """Put a message into the usage queue."""
    boto3.client("sqs").send_message(
        QueueUrl=stack.attribute("UsageQueue", "Ref"),
        MessageBody=json.dumps(body),
        MessageGroupId="17",
        MessageDeduplicationId="message-1",
    )


def waiting(stack: Stack) -> tuple[int, int]:
    """Return how many messages of the usage queue can be received, and how many were received and not done."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = boto3.client("sqs").get_queue_attributes(
        QueueUrl=stack.attribute("UsageQueue", "Ref"), AttributeNames=names
    )
    visible, hidden = (int(found["Attributes"][name]) for name in names)
    return visible, hidden


def test_usage_in_the_queue_is_counted(stack: Stack, api: TemplateApi) -> None:
    client = client_of(api)
    subscribe(client)
    [record] = sample_event("ingest_usage")["Records"]
    queue = source(stack, "IngestUsageFunction.Queue")
    sent(stack, json.loads(record["body"]))
    assert queue.turn()
    assert not queue.turn()
    checked = client.v1.customers.check_entitlement("customer-123", feature_id="feature-api-calls").data
    assert checked.type == "FEATURE"
    assert (checked.current_usage, waiting(stack)) == (7, (0, 0))


def test_a_message_that_fails_is_kept_for_another_try(stack: Stack) -> None:
    sent(stack, {"not": "a chunk"})
    assert source(stack, "IngestUsageFunction.Queue").turn()
    assert waiting(stack) == (0, 1)


def test_events_reach_the_bus(stack: Stack, api: TemplateApi) -> None:
    sqs, bus = boto3.client("sqs"), boto3.client("events")
    listener = sqs.create_queue(QueueName="listener")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=listener, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    named = {"EventBusName": stack.attribute("Bus", "Ref")}
    bus.put_rule(Name="listen", EventPattern='{"source": [{"prefix": "tollgate."}]}', **named)
    bus.put_targets(Rule="listen", Targets=[{"Id": "listener", "Arn": arn}], **named)
    created = {"id": "feature-sso", "displayName": "SSO", "featureType": "BOOLEAN"}
    assert api.post("/api/v1/features", **created).status == 201
    stream = source(stack, "PublishEventsFunction.Stream")
    assert stream.turn()
    assert not stream.turn()
    [message] = sqs.receive_message(QueueUrl=listener, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(message["Body"])["detail-type"] == "FeatureCreated"


def test_the_schedule_finds_what_is_due_once_a_minute(stack: Stack, api: TemplateApi, clock: FixedClock) -> None:
    schedule = source(stack, "AdvanceSubscriptionsFunction.EveryMinute")
    queue = source(stack, "AdvanceSubscriptionFunction.Queue")
    subscribe(client_of(api))
    found = []
    for _ in range(2):
        clock.advance(days=32)
        schedule.turn()
        found.append(queue.turn())
    assert found == [True, False]


def test_publishing_to_all_customers_reaches_the_worker_by_its_event(
    stack: Stack, api: TemplateApi, clock: FixedClock
) -> None:
    client = client_of(api)
    subscribe(client)
    client.v1.plans.create_draft("plan-pro")
    task_id = client.v1.plans.publish("plan-pro", migration_type="ALL_CUSTOMERS").data.task_id
    stream, queue = source(stack, "PublishEventsFunction.Stream"), source(stack, "RunTaskFunction.Queue")
    run_dry(stream.turn)
    assert queue.turn()
    task = api.get(f"/api/v1/tasks/{task_id}").data
    assert (task["status"], task["done"]) == ("IN_PROGRESS", 1)
    # The next message is delayed until the last pass can begin.
    assert not queue.turn()


def test_usage_that_comes_to_its_limit_is_told_of(stack: Stack, api: TemplateApi) -> None:
    given_limits(api)
    usage = {"customerId": "acme", "featureId": "calls", "value": 12}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    run_dry(source(stack, "FollowUsageFunction.Stream").turn)
    assert told() == [(100, 100, 12)]


def test_a_wallet_that_is_low_is_filled_up_by_its_event(stack: Stack, api: TemplateApi) -> None:
    given_tokens_for_sale(api)
    grant(api, 21)
    save(api)
    stream, queue = source(stack, "PublishEventsFunction.Stream"), source(stack, "RechargeWalletFunction.Queue")
    run_dry(stream.turn)
    run_dry(queue.turn)  # the subscription began
    consume(api, 2)
    run_dry(stream.turn)
    assert queue.turn()
    assert not queue.turn()
    assert balance(api) == 50


def put_on_the_bus(stack: Stack, event_type: str) -> None:
    """Put an event of a type on the bus, as the publisher does."""
    told = {**sample_event("fan_out")["detail"], "type": event_type}
    entry = {"Source": "tollgate.tests", "DetailType": "Told", "Detail": json.dumps(told)}
    boto3.client("events").put_events(Entries=[{**entry, "EventBusName": stack.attribute("Bus", "Ref")}])


def let_through(url: str) -> list[str]:
    """Return the types of the events that came through the rule."""
    types = []
    while messages := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        types += [json.loads(message["Body"])["detail"]["type"] for message in messages]
    return types


def test_the_rule_lets_through_what_others_hear_of_and_nothing_else(stack: Stack) -> None:
    rule = functions()["FanOutFunction"]["Events"]["Told"]["Properties"]
    url = stack.bridge("fan-out-of-a-test", rule)
    internal = [event.event_type for event in EVENTS if event.event_type not in WIRE_NAMES]
    for event_type in (*WIRE_NAMES, *internal):
        put_on_the_bus(stack, event_type)
    assert sorted(let_through(url)) == sorted([*WIRE_NAMES, "WEBHOOK_DELIVERY_REPLAYED"])
    assert len(internal) > 20


def test_each_queue_behind_a_rule_gets_the_events_that_are_its_own(stack: Stack) -> None:
    detail, bus = sample_event("fan_out")["detail"], stack.attribute("Bus", "Ref")
    entries = [
        {
            "EventBusName": bus,
            "Source": f"tollgate.{event.source}",
            "DetailType": event.__name__,
            "Detail": json.dumps({**detail, "type": event.event_type, "name": event.__name__, "parentId": "acme"}),
        }
        for event in EVENTS
    ]
    for start in range(0, len(entries), 10):
        boto3.client("events").put_events(Entries=entries[start : start + 10])
    of_workflows = {event.__name__ for event in EVENTS if event.event_type in WIRE_NAMES or event.source == "workflows"}
    heard = sorted(each["name"] for each in received(stack, "WorkflowInbox"))
    assert heard == sorted(of_workflows)
    assert len(received(stack, "TaskQueue")) == len(BEGUN)
    # A wallet's own call, and four things that may change what credits cost.
    assert len(received(stack, "RechargeQueue")) == 1 + 4


def received(stack: Stack, queue: str) -> list[Any]:
    """Take every message of a queue."""
    sqs, url, found = boto3.client("sqs"), stack.attribute(queue, "Ref"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(message["Body"]) for message in messages]
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.mark.usefixtures("api")
def test_the_rule_hands_each_event_to_its_function(stack: Stack) -> None:
    rule = source(stack, "FanOutFunction.Told")
    put_on_the_bus(stack, "CUSTOMER_CREATED")
    assert rule.turn()
    assert not rule.turn()


def test_what_takes_long_holds_up_nothing_else(stack: Stack) -> None:
    queue = source(stack, "DeliverFunction.Queue")
    assert queue.take is not None
    assert queue.take() == []
    for number in range(3):
        boto3.client("sqs").send_message(
            QueueUrl=stack.attribute("WebhookQueue", "Ref"),
            MessageBody="{}",
            MessageGroupId=f"webhook/{number}",
            MessageDeduplicationId=f"message-{number}",
        )
    assert len(queue.take()) == 3


@pytest.mark.parametrize(
    ("pattern", "is_wanted"),
    [
        ({"eventName": ["INSERT"]}, True),
        ({"eventName": ["MODIFY", "REMOVE"]}, False),
        ({"eventName": ["INSERT"], "dynamodb": {"Keys": {"PK": {"S": ["a", "b"]}}}}, True),
        ({"dynamodb": {"Keys": {"PK": {"S": ["b"]}}}}, False),
        ({"dynamodb": {"Keys": {"PK": {"S": [{"prefix": "b"}, {"prefix": ""}]}}}}, True),
        ({"dynamodb": {"Keys": {"PK": {"S": [{"prefix": "ab"}]}}}}, False),
        ({"dynamodb": {"OldImage": {"PK": {"S": ["a"]}}}}, False),
    ],
)
def test_a_stream_s_filter_chooses_records(pattern: Any, is_wanted: bool) -> None:
    assert matches({"eventName": "INSERT", "dynamodb": {"Keys": {"PK": {"S": "a"}}}}, pattern) is is_wanted
