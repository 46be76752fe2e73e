"""Sends what could not be counted to the usage queue again: `python -m tools.redrive`.

Run it once what was wrong is repaired. What fails again is set aside again; what was counted by then counts once.
"""

import json
import os
from argparse import ArgumentParser, Namespace
from typing import Any

import boto3

from tools.deployment import command_line, run

_AT_ONCE = 10


def parser() -> ArgumentParser:
    """Return the command line."""
    root = command_line(__doc__)
    root.set_defaults(command=redrive)
    return root


def redrive(given: Namespace) -> list[str]:
    """Move every message that was set aside back to its queue, in order, and return how many there were."""
    client, queue = boto3.client("sqs"), os.environ["USAGE_QUEUE_URL"]
    dead = _dead_letters(client, queue)
    moved = 0
    while messages := _received(client, dead):
        for message in messages:
            client.send_message(
                QueueUrl=queue,
                MessageBody=message["Body"],
                MessageGroupId=message["Attributes"]["MessageGroupId"],
                # Where this ends between sending and deleting, the next run sends the same one.
                MessageDeduplicationId=message["MessageId"],
            )
            client.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
        moved += len(messages)
    return [f"{moved} messages sent again"]


def _dead_letters(client: Any, queue: str) -> str:
    attributes = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedrivePolicy"])["Attributes"]
    name = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rsplit(":", 1)[1]
    return str(client.get_queue_url(QueueName=name)["QueueUrl"])


def _received(client: Any, queue: str) -> list[dict[str, Any]]:
    answer = client.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=_AT_ONCE, MessageSystemAttributeNames=["MessageGroupId"]
    )
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


if __name__ == "__main__":
    run(parser())
