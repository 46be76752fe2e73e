"""The FIFO queue that carries events, and credits to be burnt, in chunks of one partition of the customers each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import crc32

from botocore.session import get_session

from tollgate.credits.consumption import Consumption
from tollgate.shared.entity import wire_instant
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.usage.event import NewEvent

PARTITIONS = 64
"""Message groups of an environment: one consumer at a time counts the events of a customer."""
LARGEST_CHUNK = 200_000
_LARGEST_CALL, _MOST_ENTRIES = 256_000, 10
"""Bytes and messages that one SendMessageBatch call takes."""

Entry = dict[str, str]
Json = dict[str, Any]


class UsageRefused(Exception):
    """The queue did not take some of what was sent: sent again, what it took counts once."""


class SqsUsageQueue:
    """Sends as few messages; satisfies `usage.event_ports.EventQueue` and `credits.ports.ConsumptionQueue`."""

    def __init__(self, url: str, *, region: str, ids: Ids) -> None:
        self._url, self._ids = url, ids
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def send(self, scope: Scope, events: Sequence[NewEvent], *, received_at: datetime) -> None:
        """Send all of the events; where it raises, some of them may be on their way."""
        self._send(scope, "events", [(each.customer_id, each.wire()) for each in events], received_at)

    def send_consumptions(self, scope: Scope, consumptions: Sequence[Consumption], *, received_at: datetime) -> None:
        """Send all of the consumptions; where it raises, some of them may be on their way."""
        self._send(scope, "consumptions", [(each.customer_id, each.wire()) for each in consumptions], received_at)

    def _send(self, scope: Scope, name: str, sent: Sequence[tuple[str, Json]], received_at: datetime) -> None:
        for entries in _calls(self._entries(scope, name, sent, received_at)):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise UsageRefused(f"{len(answer['Failed'])} messages: {answer['Failed'][0]['Code']}")

    def _entries(
        self, scope: Scope, name: str, sent: Sequence[tuple[str, Json]], received_at: datetime
    ) -> Iterator[Entry]:
        for partition, chunk in chunks(sent):
            group = f"{scope.account_id}/{scope.environment_id}/{partition}"
            yield {
                "MessageBody": _message(scope, name, chunk, received_at),
                "MessageGroupId": sha256(group.encode()).hexdigest(),
                # What is sent is told from others by its own keys, however it is put together.
                "MessageDeduplicationId": self._ids.uuid(),
            }


def chunks(sent: Iterable[tuple[str, Json]]) -> Iterator[tuple[int, list[str]]]:
    """Yield what is sent of customers as JSON, by partition and in its order, as much at a time as a message holds."""
    partitions: dict[int, list[str]] = {}
    for customer_id, each in sent:
        number = crc32(customer_id.encode("utf-8", "surrogatepass")) % PARTITIONS
        partitions.setdefault(number, []).append(json.dumps(each, separators=(",", ":")))
    for number, texts in partitions.items():
        for chunk in _up_to(LARGEST_CHUNK, texts):
            yield number, chunk


def _up_to(largest: int, texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        if chunk and size + len(text) + 1 > largest:
            yield chunk
            chunk, size = [], 0
        chunk.append(text)
        size += len(text) + 1
    if chunk:
        yield chunk


def _message(scope: Scope, name: str, texts: Sequence[str], received_at: datetime) -> str:
    # ASCII only: SQS refuses some characters that JSON and the tables take.
    owner = {"accountId": scope.account_id, "environmentId": scope.environment_id}
    head = json.dumps({**owner, "receivedAt": wire_instant(received_at)}, separators=(",", ":"))
    return f'{head[:-1]},"{name}":[{",".join(texts)}]}}'


def _calls(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    call: list[Entry] = []
    size = 0
    for entry in entries:
        length = len(entry["MessageBody"])
        if call and (len(call) == _MOST_ENTRIES or size + length > _LARGEST_CALL):
            yield call
            call, size = [], 0
        call.append({"Id": str(len(call)), **entry})
        size += length
    if call:
        yield call
