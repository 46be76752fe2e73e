"""The queue that brings tasks to their worker, step after step."""

from datetime import timedelta
from math import ceil
from typing import Any

from botocore.session import get_session

from tollgate.tasks.reference import TaskReference

_LONGEST_DELAY = 900
"""Seconds that a message can be delayed; what waits longer comes and is sent on."""


class SqsTaskQueue:
    """Sends a message per turn; satisfies `TaskQueue`."""

    def __init__(self, url: str, *, region: str) -> None:
        self._url = url
        self._client: Any = get_session().create_client("sqs", region_name=region)

    def send(self, reference: TaskReference, *, delay: timedelta) -> None:
        """Send the reference, to arrive after the delay: at least once."""
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=reference.model_dump_json(by_alias=True),
            DelaySeconds=min(ceil(delay.total_seconds()), _LONGEST_DELAY),
        )
