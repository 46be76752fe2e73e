"""Features that are counted from events, and the queue between reporting events and counting them."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import boto3

from tests.support.metering import Sold, entitlement
from tests.support.template_api import TemplateApi
from tollgate.catalog.entitlement import FeatureEntitlement


def condition(field: str, operation: str = "EQUALS", value: str | None = None, **more: Any) -> dict[str, Any]:
    """One condition of a meter's filter."""
    return {"field": field, "operation": operation, **({"value": value} if value is not None else {}), **more}


def meter(function: str = "COUNT", field: str | None = None, name: str = "call") -> dict[str, Any]:
    """A meter that aggregates the events of one name."""
    aggregation = {"function": function, **({"field": field} if field is not None else {})}
    return {"aggregation": aggregation, "filters": [{"conditions": [condition("eventName", value=name)]}]}


def sell_metered(
    meters: Mapping[str, Mapping[str, Any]], like: FeatureEntitlement | None = None, customer_id: str = "acme"
) -> Sold:
    """Sell a plan with a feature per meter to a new customer."""
    sold = Sold()
    granted = [(like or entitlement()).but(feature_id=name) for name in meters]
    for each in granted:
        sold.feature(each, meter=meters[each.feature_id])
    sold.basic(*granted, customer_id=customer_id)
    return sold


def event(key: str, name: str = "call", customer_id: str = "acme", **fields: Any) -> dict[str, Any]:
    """An event as it is sent; the keywords are its fields."""
    return {"customerId": customer_id, "eventName": name, "idempotencyKey": key, **fields}


def send(api: TemplateApi, *events: Mapping[str, Any]) -> None:
    """Report events, and let everything be counted that waits in the queue."""
    answer = api.call("POST", "/api/v1/events", {"events": list(events)})
    assert (answer.status, answer.text) == (201, '{"data":{}}'), answer.text
    count_waiting(api)


def count_waiting(api: TemplateApi) -> int:
    """Let what waits in the queue be counted; return how many messages did."""
    records = waiting()
    if records:
        assert api.run("IngestUsageFunction", {"Records": records}) == {"batchItemFailures": []}
    return len(records)


def waiting(queue: str = "USAGE_QUEUE_URL") -> list[dict[str, Any]]:
    """Take every message out of the queue, as records of a Lambda event."""
    client, url = boto3.client("sqs"), os.environ[queue]
    records = []
    while received := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get(
        "Messages"
    ):
        for message in received:
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            records.append(record(message["Body"], message["Attributes"]["MessageGroupId"], message["MessageId"]))
    return records


def record(
    body: str,
    group: str = "group",
    message_id: str = "message",
    attempt: int = 1,
    *,
    sent_at: datetime = datetime(2026, 1, 1, tzinfo=UTC),
) -> dict[str, Any]:
    """Return a message as the function gets it."""
    sent = str(int(sent_at.timestamp() * 1000))
    return {
        "messageId": message_id,
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"MessageGroupId": group, "ApproximateReceiveCount": str(attempt), "SentTimestamp": sent},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:usage.fifo",
        "awsRegion": "us-east-1",
    }


def usage_of(api: TemplateApi, *feature_ids: str, customer_id: str = "acme", **query: str) -> Sequence[Any]:
    """Return what checks tell of the usage of features."""
    path = f"/api/v1/customers/{customer_id}/entitlements/check"
    return [api.get(path, featureId=each, **query).data["currentUsage"] for each in feature_ids]
