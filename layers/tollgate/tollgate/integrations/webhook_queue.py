"""The queues that carry deliveries: a FIFO one, a few lanes for each endpoint, and one for those that wait."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any
from zlib import crc32

from botocore.session import get_session

from tollgate.webhooks.message import DeliveryReference

LANES = 8
"""Message groups of an endpoint: as many functions wait for one endpoint at a time."""
_MOST_ENTRIES = 10
"""What one SendMessageBatch call takes."""

Entry = dict[str, str]


class DeliveriesRefused(Exception):
    """The queue did not take some deliveries: sent again, those that it took come once."""


class SqsDeliveryQueue:
    """Satisfies `webhooks.delivery_ports.DeliveryQueue`."""

    def __init__(self, url: str, retry_url: str, *, region: str) -> None:
        self._url, self._retry_url = url, retry_url
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def send(self, references: Sequence[DeliveryReference], *, occasion: str = "") -> None:
        """Send the deliveries; of one `occasion` they may be sent twice and come once."""
        for start in range(0, len(references), _MOST_ENTRIES):
            chosen = references[start : start + _MOST_ENTRIES]
            entries = [_entry(index, each, occasion) for index, each in enumerate(chosen)]
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise DeliveriesRefused(f"{len(answer['Failed'])} messages: {answer['Failed'][0]['Code']}")

    def send_later(self, reference: DeliveryReference, *, delay: timedelta) -> None:
        """Send a delivery that comes after a delay, of at most 15 minutes."""
        self._client.send_message(
            QueueUrl=self._retry_url,
            MessageBody=reference.model_dump_json(by_alias=True),
            DelaySeconds=ceil(delay.total_seconds()),
        )


def lane_of(reference: DeliveryReference) -> str:
    """Return the message group of a delivery: one of its endpoint's lanes."""
    return f"{reference.webhook_id}/{crc32(reference.message_id.encode()) % LANES}"


def _entry(index: int, reference: DeliveryReference, occasion: str) -> Entry:
    return {
        "Id": str(index),
        "MessageBody": reference.model_dump_json(by_alias=True),
        "MessageGroupId": lane_of(reference),
        "MessageDeduplicationId": f"{reference.message_id}/{reference.webhook_id}/{occasion}",
    }
