"""The FIFO queue that carries what has fallen due from the sweep to the function that does it."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from botocore.session import get_session

from tollgate.subscriptions.due import DueWork

_MOST_ENTRIES = 10
"""What one SendMessageBatch call takes."""

Entry = dict[str, str]


class DueWorkRefused(Exception):
    """The queue did not take some of the work: it stays due, and the next sweep sends it again."""


class SqsDueQueue:
    """Sends each work as one message, grouped by customer; satisfies `DueQueue`."""

    def __init__(self, url: str, *, region: str) -> None:
        self._url = url
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def send(self, work: Iterable[DueWork]) -> None:
        """Send the work; what was sent in the last five minutes already is not sent twice."""
        for entries in _batches(_entry(index, each) for index, each in enumerate(work)):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise DueWorkRefused(f"{len(answer['Failed'])} messages: {answer['Failed'][0]['Code']}")


def _entry(index: int, work: DueWork) -> Entry:
    # A message names only what it is about: its text tells a message that was sent already.
    silent = {name for name in ("promotion", "currency_id", "resource_id") if getattr(work, name) is None}
    body = work.model_dump_json(by_alias=True, exclude=silent)
    customer = f"{work.account_id}/{work.environment_id}/{work.customer_id}"
    return {
        "Id": str(index),
        "MessageBody": body,
        # Ids are longer than what SQS takes here, and may hold other characters.
        "MessageGroupId": sha256(customer.encode()).hexdigest(),
        # The instant is part of the body: the next boundary of the same subscription is another message.
        "MessageDeduplicationId": sha256(body.encode()).hexdigest(),
    }


def _batches(entries: Iterator[Entry]) -> Iterator[Sequence[Entry]]:
    while batch := list(islice(entries, _MOST_ENTRIES)):
        yield batch
