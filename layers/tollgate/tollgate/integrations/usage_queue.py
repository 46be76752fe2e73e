"""The FIFO queue that carries events to what counts them, in chunks of one partition of the customers each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import crc32

from botocore.session import get_session

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


class EventsRefused(Exception):
    """The queue did not take some of the events: sent again, those it took count once."""


class SqsUsageQueue:
    """Sends events as few messages; satisfies `usage.event_ports.EventQueue`."""

    def __init__(self, url: str, *, region: str, ids: Ids) -> None:
        self._url, self._ids = url, ids
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def send(self, scope: Scope, events: Sequence[NewEvent], *, received_at: datetime) -> None:
        """Send all of the events; where it raises, some of them may be on their way."""
        for entries in _calls(self._entries(scope, events, received_at)):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise EventsRefused(f"{len(answer['Failed'])} messages: {answer['Failed'][0]['Code']}")

    def _entries(self, scope: Scope, events: Sequence[NewEvent], received_at: datetime) -> Iterator[Entry]:
        for partition, chunk in chunks(events):
            group = f"{scope.account_id}/{scope.environment_id}/{partition}"
            yield {
                "MessageBody": _message(scope, chunk, received_at),
                "MessageGroupId": sha256(group.encode()).hexdigest(),
                # Events are told from others by their own keys, however they are put together.
                "MessageDeduplicationId": self._ids.uuid(),
            }


def chunks(events: Iterable[NewEvent]) -> Iterator[tuple[int, list[str]]]:
    """Yield the events as JSON, by partition and in their order, as many at a time as one message holds."""
    partitions: dict[int, list[str]] = {}
    for event in events:
        number = crc32(event.customer_id.encode("utf-8", "surrogatepass")) % PARTITIONS
        partitions.setdefault(number, []).append(json.dumps(event.wire(), separators=(",", ":")))
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


def _message(scope: Scope, events: Sequence[str], received_at: datetime) -> str:
    # ASCII only: SQS refuses some characters that JSON and the tables take.
    owner = {"accountId": scope.account_id, "environmentId": scope.environment_id}
    head = json.dumps({**owner, "receivedAt": wire_instant(received_at)}, separators=(",", ":"))
    return f'{head[:-1]},"events":[{",".join(events)}]}}'


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
