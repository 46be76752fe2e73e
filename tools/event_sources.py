"""Runs the template's functions that no request starts: from queues, from table streams, on schedules.

As on AWS, every source delivers at least once, a failed message or record comes again, and order holds where AWS keeps
it: within a FIFO queue's message group and within a stream.
"""

import json
import re
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import Any

import boto3

from tools.gateway import LambdaContext, load_handler
from tools.queues import settle
from tools.resolve import REGION
from tools.stack import Stack
from tools.template import functions

SECONDS_OF_LONG_POLL = 1
SECONDS_BETWEEN_POLLS = 0.25
# AWS waits for the queue's visibility timeout of minutes; at a desk a retry is wanted while one still looks.
SECONDS_BEFORE_RETRY = 5
SECONDS_TO_FINISH = 1
MOST_AT_ONCE = 100
_MOST_MESSAGES = 10
_SECONDS_PER = {"minute": 60, "hour": 3600, "day": 86400}


Job = Callable[[], None]


@dataclass(frozen=True)
class Source:
    """One event source: `turn` does what there is to do and says whether there was anything; `pause` is idle time."""

    name: str
    turn: Callable[[], bool]
    pause: float
    take: Callable[[], list[Job]] | None = None
    """Where given, what there is to do is taken piece by piece, and no piece waits for another."""


class EventSources:
    """All event sources of the template, each on a thread of its own, and some with more for what they take."""

    def __init__(self, stack: Stack) -> None:
        self._stopping = Event()
        self._jobs: list[Thread] = []
        self._threads = [Thread(target=self._run, args=(source,), name=source.name) for source in sources(stack)]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Deliver what is there already, then end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        # Whoever is still posted to gets the message again once its queue shows it.
        for thread in self._jobs:
            thread.join(SECONDS_TO_FINISH)

    def _run(self, source: Source) -> None:
        is_last = found = False
        while found or not is_last:
            is_last = self._stopping.is_set()
            pause = source.pause
            try:
                found = source.turn() if source.take is None else self._take(source.take)
            except Exception:  # a function that fails is called again, as AWS would
                traceback.print_exc()
                found, pause = False, SECONDS_BEFORE_RETRY
            if not found:
                self._stopping.wait(pause)

    def _take(self, take: Callable[[], list[Job]]) -> bool:
        """Begin what there is to do, each piece on a thread of its own, unless too many are at work."""
        self._jobs = [thread for thread in self._jobs if thread.is_alive()]
        if len(self._jobs) >= MOST_AT_ONCE:
            return False
        begun = [Thread(target=job, daemon=True) for job in take()]
        for thread in begun:
            thread.start()
        self._jobs += begun
        return bool(begun)


def sources(stack: Stack) -> Iterator[Source]:
    """Yield every event source of the template; raises `KeyError` for a kind that cannot be run here."""
    for function, properties in functions().items():
        for name, event in properties.get("Events", {}).items():
            yield _KINDS[event["Type"]](stack, function, f"{function}.{name}", event["Properties"])


def _queue(stack: Stack, function: str, name: str, properties: dict[str, Any]) -> Source:
    queue = properties["Queue"]["Fn::GetAtt"][0]
    url, arn = stack.attribute(queue, "Ref"), stack.attribute(queue, "Arn")
    most = min(properties.get("BatchSize", 10), 10)

    def call(messages: Sequence[Any]) -> set[str]:
        return _call(function, [_queue_record(message, arn) for message in messages])

    # A message that is alone in its batch waits for no other, and a FIFO queue keeps its groups in order by itself.
    is_alone = most == 1 and arn.endswith(".fifo")
    return _polled(name, url, call, at_once=most, is_parallel=is_alone)


def _rule(stack: Stack, function: str, name: str, properties: dict[str, Any]) -> Source:
    """Return the source that a rule of the bus is: the emulator matches its pattern, and a queue keeps what fits."""
    url = stack.bridge(name.replace(".", "-"), properties)

    def call(messages: Sequence[Any]) -> set[str]:
        for message in messages:
            load_handler(function)(json.loads(message["Body"]), LambdaContext(function))
        return set()

    return _polled(name, url, call, at_once=1, is_parallel=False)


def _polled(
    name: str, url: str, call: Callable[[Sequence[Any]], set[str]], *, at_once: int, is_parallel: bool
) -> Source:
    client = boto3.client("sqs")

    def receive(most: int) -> list[Any]:
        answer = client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=SECONDS_OF_LONG_POLL,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))

    def work(messages: Sequence[Any]) -> None:
        try:
            failed = call(messages)
        except Exception:  # as on AWS: nothing of the batch is done
            traceback.print_exc()
            failed = {message["MessageId"] for message in messages}
        settle(client, url, messages, failed, retry_after=SECONDS_BEFORE_RETRY)

    def turn() -> bool:
        messages = receive(at_once)
        if messages:
            work(messages)
        return bool(messages)

    def take() -> list[Job]:
        return [partial(work, [message]) for message in receive(_MOST_MESSAGES)]

    return Source(name, turn, pause=0, take=take if is_parallel else None)


def _stream(stack: Stack, function: str, name: str, properties: dict[str, Any]) -> Source:
    client = boto3.client("dynamodbstreams")
    table, attribute = properties["Stream"]["Fn::GetAtt"]
    arn = stack.attribute(table, attribute)
    patterns = [json.loads(rule["Pattern"]) for rule in properties.get("FilterCriteria", {}).get("Filters", [])]
    # The stream itself does not outlive the emulator, so its position need not either.
    position: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}

    def turn() -> bool:
        [shard] = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        try:
            iterator = client.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], **position)["ShardIterator"]
        except client.exceptions.TrimmedDataAccessException:
            # After a day without events the last one read is gone; whatever is there now came after it.
            position.clear()
            position["ShardIteratorType"] = "TRIM_HORIZON"
            return True
        records = client.get_records(ShardIterator=iterator, Limit=properties.get("BatchSize", 100))["Records"]
        wanted = [record for record in records if not patterns or any(matches(record, each) for each in patterns)]
        failed = _call(function, [_stream_record(record, arn) for record in wanted]) if wanted else set()
        for record in records:
            number = record["dynamodb"]["SequenceNumber"]
            if number in failed:
                raise RuntimeError(f"{function} could not process the record {number}")
            position.update(ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=number)
        return bool(records)

    return Source(name, turn, pause=SECONDS_BETWEEN_POLLS)


def _schedule(stack: Stack, function: str, name: str, properties: dict[str, Any]) -> Source:
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", properties["ScheduleExpression"])
    if rate is None:
        raise ValueError(f"{name}: only rate(…) is run here")

    seconds = int(rate[1]) * _SECONDS_PER[rate[2]]
    due = time.monotonic()

    def turn() -> bool:
        nonlocal due
        if time.monotonic() >= due:
            due += seconds
            load_handler(function)({}, LambdaContext(function))
        return False

    return Source(name, turn, pause=SECONDS_BETWEEN_POLLS)


_KINDS: dict[str, Callable[[Stack, str, str, dict[str, Any]], Source]] = {
    "SQS": _queue,
    "DynamoDB": _stream,
    "EventBridgeRule": _rule,
    "Schedule": _schedule,
    "ScheduleV2": _schedule,
}


def _call(function: str, records: list[dict[str, Any]]) -> set[str]:
    """Return the identifiers of the records that the function says it could not process."""
    answer = load_handler(function)({"Records": records}, LambdaContext(function)) or {}
    return {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", [])}


def _queue_record(message: dict[str, Any], arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": message.get("MessageAttributes", {}),
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _stream_record(record: dict[str, Any], arn: str) -> dict[str, Any]:
    """Return a record as Lambda gets it: JSON, with bytes in Base64 and instants in epoch seconds."""

    def plain(value: Any) -> Any:
        return b64encode(value).decode() if isinstance(value, bytes) else value.timestamp()

    return {**json.loads(json.dumps(record, default=plain)), "eventSourceARN": arn}


def matches(value: Any, pattern: Any) -> bool:
    """Return whether a record fits a filter pattern of exact values and prefixes."""
    if isinstance(pattern, dict):
        return all(name in value and matches(value[name], expected) for name, expected in pattern.items())
    return any(value.startswith(each["prefix"]) if isinstance(each, dict) else value == each for each in pattern)
