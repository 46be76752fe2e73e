"""Everything that has fallen due, found by the sweep and done through the function behind the due queue."""

import os

import boto3

from tests.support.template_api import TemplateApi


def sweep(api: TemplateApi) -> int:
    """Sweep what is due and do it; return how many messages there were."""
    api.run("AdvanceSubscriptionsFunction")
    sqs, url, done = boto3.client("sqs"), os.environ["DUE_QUEUE_URL"], 0
    while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages"):
        for message in received:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            _deliver(api, message["Body"])
            done += 1
    return done


def _deliver(api: TemplateApi, body: str) -> None:
    record = {
        "messageId": "message",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"MessageGroupId": "group"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:due.fifo",
        "awsRegion": "us-east-1",
    }
    assert api.run("AdvanceSubscriptionFunction", {"Records": [record]}) == {"batchItemFailures": []}
