"""What has fallen due, done through the function behind the due queue."""

import json
from typing import Any

from tests.support.template_api import TemplateApi


def advance(api: TemplateApi, subscription_id: str = "subscription-1", customer_id: str = "acme") -> Any:
    """Do everything that has fallen due of a subscription; return it as it is then."""
    work = {
        "accountId": api.caller["accountId"],
        "environmentId": api.caller["environmentId"],
        "customerId": customer_id,
        "subscriptionId": subscription_id,
        "dueAt": "2026-01-01T00:00:00.000Z",
    }
    record = {
        "messageId": "message",
        "receiptHandle": "handle",
        "body": json.dumps(work),
        "attributes": {"MessageGroupId": customer_id},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:due.fifo",
        "awsRegion": "us-east-1",
    }
    answer = api.run("AdvanceSubscriptionFunction", {"Records": [record]})
    assert answer == {"batchItemFailures": []}
    return api.get(f"/api/v1/subscriptions/{subscription_id}").data
