"""The usage queue itself, on the emulator: who is killed loses nothing, what cannot be counted is set aside alone."""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import boto3
import pytest

from tests.support.faults import Crash, CrashAt
from tests.support.metered import event, meter, sell_metered, usage_of
from tests.support.metering import subscription_access
from tests.support.template_api import TemplateApi
from tools import redrive
from tools.bench.hook import Call, Hook, Response, hooked
from tools.deployment import run
from tools.queues import settle

Message = Mapping[str, Any]
TRIES = 5
"""How often a message is received before it is set aside: `maxReceiveCount` of the template."""


class Broken:
    """Lets every call fail that names a customer, as if something of that customer could not be read."""

    def __init__(self, customer_id: str) -> None:
        self._name = f"#{customer_id}"

    def before(self, call: Call) -> Response | None:
        """Refuse the call for a reason that no repetition cures."""
        if self._name not in json.dumps(call.request):
            return None
        error = {"Code": "ValidationException", "Message": "made by a test"}
        return Response(400, {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}}})

    def after(self, call: Call, answer: Any) -> None:
        """Leave the answer as it is."""


def receive(url: str) -> list[Message]:
    """Receive a batch, as the event source does."""
    client = boto3.client("sqs")
    names: Any = {"MessageSystemAttributeNames": ["All"]}
    found: list[Message] = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **names).get("Messages", [])
    return found


def deliver(api: TemplateApi, messages: list[Message]) -> None:
    """Call the function with a batch; done with are those that it does not name, the others are to come again."""
    client, url = boto3.client("sqs"), os.environ["USAGE_QUEUE_URL"]
    records = [
        {"messageId": each["MessageId"], "body": each["Body"], "attributes": each["Attributes"]} for each in messages
    ]
    failed = {each["MessageId"] for each in messages}
    with suppress(Crash):  # then all of the batch comes again
        answer = api.run("IngestUsageFunction", {"Records": records})
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
    settle(client, url, messages, failed, retry_after=0)


def drain(api: TemplateApi, hook: Callable[[], Hook] | None = None) -> None:
    """Deliver until nothing comes any more; each batch passes a hook of its own."""
    for _ in range(10 * TRIES):
        messages = receive(os.environ["USAGE_QUEUE_URL"])
        if not messages:
            return
        with hooked(*([hook()] if hook is not None else [])):
            deliver(api, messages)
    raise AssertionError("Messages come again and again")


def set_aside() -> list[str]:
    """Return the bodies of what was set aside, and leave it there."""
    client, url = boto3.client("sqs"), os.environ["USAGE_QUEUE_URL"]
    policy = client.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    assert json.loads(policy)["maxReceiveCount"] == TRIES
    name = json.loads(policy)["deadLetterTargetArn"].rsplit(":", 1)[1]
    dead = client.get_queue_url(QueueName=name)["QueueUrl"]
    bodies = []
    for each in receive(dead):
        bodies.append(each["Body"])
        client.change_message_visibility(QueueUrl=dead, ReceiptHandle=each["ReceiptHandle"], VisibilityTimeout=0)
    return bodies


def report(api: TemplateApi, customers: list[str], events: int) -> None:
    """Report events of each of these customers."""
    for name in customers:
        sent = [event(f"{number}", customer_id=name) for number in range(events)]
        assert api.call("POST", "/api/v1/events", {"events": sent}).status == 201


def sold(customers: list[str]) -> None:
    first, *others = customers
    sold = sell_metered({"calls": meter()}, customer_id=first)
    for name in others:
        sold.customer(name)
        sold.subscribe(name, subscription_access())


def test_what_cannot_be_counted_is_set_aside_alone_and_counts_once_it_is_sent_again(
    emulator_api: TemplateApi, capsys: pytest.CaptureFixture[str]
) -> None:
    customers = [f"customer-{number}" for number in range(6)]
    sold(customers)
    report(emulator_api, customers, 3)
    drain(emulator_api, lambda: Broken("customer-2"))
    counted = {name: usage_of(emulator_api, "calls", customer_id=name) for name in customers}
    assert counted == {name: [0 if name == "customer-2" else 3] for name in customers}
    assert [json.loads(each)["events"][0]["customerId"] for each in set_aside()] == ["customer-2"]
    capsys.readouterr()
    run(redrive.parser(), ["--account", "main"])
    assert capsys.readouterr().out == "1 messages sent again\n"
    drain(emulator_api)
    assert usage_of(emulator_api, "calls", customer_id="customer-2") == [3]
    assert set_aside() == []


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_consumer_that_is_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(
    emulator_api: TemplateApi, is_before: bool
) -> None:
    customers = [f"customer-{number}" for number in range(4)]
    sold(customers)
    report(emulator_api, customers, 2)
    calls = iter(range(1, 100, 4))
    drain(emulator_api, lambda: CrashAt(next(calls), is_before=is_before))
    assert [usage_of(emulator_api, "calls", customer_id=name) for name in customers] == [[2]] * 4
    assert set_aside() == []


def test_a_message_that_nobody_can_read_is_set_aside_alone(emulator_api: TemplateApi) -> None:
    customers = ["customer-0", "customer-1"]
    sold(customers)
    queue = {"QueueUrl": os.environ["USAGE_QUEUE_URL"], "MessageGroupId": "of-nobody", "MessageDeduplicationId": "1"}
    boto3.client("sqs").send_message(**queue, MessageBody="no chunk")
    report(emulator_api, customers, 2)
    drain(emulator_api)
    assert [usage_of(emulator_api, "calls", customer_id=name) for name in customers] == [[2]] * 2
    assert set_aside() == ["no chunk"]
