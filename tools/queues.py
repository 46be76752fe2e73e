"""What becomes of a batch of messages once its function has answered, as Lambda does it for SQS."""

from collections.abc import Collection, Sequence
from typing import Any


def settle(client: Any, url: str, messages: Sequence[Any], failed: Collection[str], *, retry_after: int) -> None:
    """Delete the messages that are done with; those that `failed`, by their ids, come again after so many seconds."""
    for message in messages:
        handle = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
        if message["MessageId"] in failed:
            client.change_message_visibility(**handle, VisibilityTimeout=retry_after)
        else:
            client.delete_message(**handle)
