"""The SQS queues of environments: made, filled and removed by name, each any number of times to the same effect."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from tollgate.webhooks.errors import EventQueueIsLeaving, EventQueueRefused

ATTRIBUTES = {"SqsManagedSseEnabled": "true", "MessageRetentionPeriod": str(14 * 24 * 3_600)}
"""Encrypted with keys of SQS, and kept for 14 days, which is as long as there is."""

_REMOVED_JUST_NOW = frozenset(("AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently"))
_MISSING = frozenset(("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"))


class SqsEventQueues:
    """Satisfies `webhooks.queue_ports.QueueService`."""

    def __init__(self, prefix: str, *, region: str) -> None:
        self.prefix, self.region = prefix, region
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def create(self, queue_name: str) -> str:
        """Return the address of the queue, which is made where there is none."""
        try:
            return str(self._client.create_queue(QueueName=queue_name, Attributes=ATTRIBUTES)["QueueUrl"])
        except ClientError as refused:
            if _code(refused) in _REMOVED_JUST_NOW:
                raise EventQueueIsLeaving.of(queue_name) from refused
            raise EventQueueRefused.of(queue_name, _code(refused)) from refused
        except BotoCoreError as failed:
            raise EventQueueRefused.of(queue_name, type(failed).__name__) from failed

    def remove(self, queue_name: str) -> None:
        """Remove the queue, if there is one."""
        try:
            url = self._client.get_queue_url(QueueName=queue_name)["QueueUrl"]
            self._client.delete_queue(QueueUrl=url)
        except ClientError as refused:
            if _code(refused) not in _MISSING:
                raise EventQueueRefused.of(queue_name, _code(refused)) from refused
        except BotoCoreError as failed:
            raise EventQueueRefused.of(queue_name, type(failed).__name__) from failed

    def send(self, queue_url: str, body: Mapping[str, Any]) -> None:
        """Put a body into the queue, with its type and its id beside it to filter by."""
        named = {name: body[name] for name in ("type", "messageId") if isinstance(body.get(name), str)}
        try:
            # ASCII only: SQS refuses some characters that JSON and the tables take.
            self._client.send_message(
                QueueUrl=queue_url,
                MessageBody=json.dumps(body, separators=(",", ":")),
                MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in named.items()},
            )
        except ClientError as refused:
            raise EventQueueRefused.of(_name_in(queue_url), _code(refused)) from refused
        except BotoCoreError as failed:
            raise EventQueueRefused.of(_name_in(queue_url), type(failed).__name__) from failed


def _code(refused: ClientError) -> str:
    return str(refused.response["Error"]["Code"])


def _name_in(queue_url: str) -> str:
    return queue_url.rsplit("/", 1)[1]
