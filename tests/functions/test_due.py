"""What falls due: the minute's sweep, the queue behind it, and the work it leads to."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import TEST_SCOPE, recorded
from tests.support.selling import given_catalogue, given_customer, given_plan, given_product, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.scope import ActorType

PAID = {"billingPeriod": "MONTHLY"}


@pytest.fixture
def shop(api: TemplateApi) -> Iterator[TemplateApi]:
    """The API of an environment with a catalogue, one customer and a due queue."""
    queue = boto3.client("sqs").create_queue(QueueName="due.fifo", Attributes={"FifoQueue": "true"})
    os.environ["DUE_QUEUE_URL"] = queue["QueueUrl"]
    given_catalogue(api)
    given_customer(api)
    yield api
    del os.environ["DUE_QUEUE_URL"]


def sweep(api: TemplateApi) -> int:
    return api.run("AdvanceSubscriptionsFunction")["sent"]


def waiting() -> list[dict[str, Any]]:
    """Take every message out of the queue, as records of a Lambda event."""
    sqs, url = boto3.client("sqs"), os.environ["DUE_QUEUE_URL"]
    records = []
    while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages"):
        for message in received:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            records.append(record(message["Body"], message["Attributes"]["MessageGroupId"], message["MessageId"]))
    return records


def record(body: str, group: str = "group", message_id: str = "message") -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"MessageGroupId": group},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:due.fifo",
        "awsRegion": "us-east-1",
    }


def deliver(api: TemplateApi, records: list[dict[str, Any]]) -> Any:
    return api.run("AdvanceSubscriptionFunction", {"Records": records})


def period_of(api: TemplateApi, subscription_id: str = "subscription-1") -> tuple[str, str]:
    shown = api.get(f"/api/v1/subscriptions/{subscription_id}").data
    return shown["currentBillingPeriodStart"][:10], shown["currentBillingPeriodEnd"][:10]


def stored_end(subscription_id: str = "subscription-1") -> datetime | None:
    with wiring.working(actor=ActorType.SYSTEM):
        subscription = wiring.subscriptions().find(TEST_SCOPE, subscription_id)
    assert subscription is not None
    return subscription.current_billing_period_end


def test_nothing_is_sent_before_it_is_due(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-02-15T09:29:59.999+00:00")
    assert sweep(shop) == 0
    clock.set("2026-02-15T09:30:00+00:00")
    assert sweep(shop) == 1
    (message,) = waiting()
    assert json.loads(message["body"]) == {
        "accountId": "account-test",
        "environmentId": "development",
        "customerId": "acme",
        "subscriptionId": "subscription-1",
        "dueAt": "2026-02-15T09:30:00.000Z",
    }


def test_that_a_billing_month_ends_is_told_an_hour_before(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-02-15T09:30:00+00:00")
    sweep(shop)
    deliver(shop, waiting())
    (event,) = recorded(datetime(2026, 2, 15, tzinfo=UTC))
    assert (event.name, event.occurred_at) == ("SubscriptionBillingMonthEndsSoon", clock.now())
    shown = {name: event.payload[name] for name in ("id", "currentBillingMonthStart", "currentBillingMonthEnd")}
    assert shown == {
        "id": "subscription-1",
        "currentBillingMonthStart": "2026-01-15T10:30:00.000Z",
        "currentBillingMonthEnd": "2026-02-15T10:30:00.000Z",
    }
    assert sweep(shop) == 0
    assert stored_end() == datetime(2026, 2, 15, 10, 30, tzinfo=UTC)


def test_a_period_that_ended_is_followed_by_the_next(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-02-15T12:00:00+00:00")
    assert period_of(shop) == ("2026-02-15", "2026-03-15")
    assert stored_end() == datetime(2026, 2, 15, 10, 30, tzinfo=UTC)
    sweep(shop)
    assert deliver(shop, waiting()) == {"batchItemFailures": []}
    assert stored_end() == datetime(2026, 3, 15, 10, 30, tzinfo=UTC)
    assert period_of(shop) == ("2026-02-15", "2026-03-15")
    told, event = recorded(datetime(2026, 2, 15, tzinfo=UTC))
    assert (told.name, told.occurred_at.hour) == ("SubscriptionBillingMonthEndsSoon", 9)
    assert (event.name, event.occurred_at, event.actor) == (
        "SubscriptionUpdated",
        datetime(2026, 2, 15, 10, 30, tzinfo=UTC),
        ActorType.SCHEDULER,
    )
    assert sweep(shop) == 0


def test_missed_periods_are_caught_up_one_by_one(shop: TemplateApi, clock: FixedClock) -> None:
    clock.set("2026-01-31T08:00:00+00:00")
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-05-01T00:00:00+00:00")
    sweep(shop)
    deliver(shop, waiting())
    days = [recorded(datetime(2026, month, day, tzinfo=UTC)) for month, day in ((2, 28), (3, 31), (4, 30))]
    names = ["SubscriptionBillingMonthEndsSoon", "SubscriptionUpdated"]
    assert [[event.name for event in events] for events in days] == [names] * 3
    assert stored_end() == datetime(2026, 5, 31, 8, tzinfo=UTC)


def test_a_message_delivered_twice_or_late_is_harmless(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-02-15T12:00:00+00:00")
    sweep(shop)
    messages = waiting()
    deliver(shop, messages)
    deliver(shop, messages * 2)
    assert len(recorded(datetime(2026, 2, 15, tzinfo=UTC))) == 2
    shop.post("/api/v1/subscriptions/subscription-1/cancel")
    clock.set("2026-06-15T12:00:00+00:00")
    assert deliver(shop, messages) == {"batchItemFailures": []}
    assert shop.get("/api/v1/subscriptions/subscription-1").data["currentBillingPeriodEnd"][:10] == "2026-03-15"


def test_an_ended_subscription_is_not_due(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    shop.post("/api/v1/subscriptions/subscription-1/cancel")
    clock.set("2026-06-15T12:00:00+00:00")
    assert sweep(shop) == 0


def test_a_shard_is_swept_by_one_worker_at_a_time(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", **PAID)
    clock.set("2026-02-15T12:00:00+00:00")
    (shard,) = {
        shard
        for shard in shards()
        if wiring.transact(lambda shard=shard: claim(shard, "other", clock), actor=ActorType.SCHEDULER)
    }
    assert sweep(shop) == 0
    clock.advance(seconds=56)
    assert sweep(shop) == 1
    assert shard in shards()


def shards() -> list[str]:
    with wiring.working(actor=ActorType.SCHEDULER):
        return wiring.due().shards()


def claim(shard: str, owner: str, clock: FixedClock) -> bool:
    from tollgate.subscriptions.claim_due import claim_due

    return bool(claim_due(shard, due=wiring.due(), owner=owner, clock=clock))


def test_a_failure_holds_back_its_customer_only(shop: TemplateApi, clock: FixedClock) -> None:
    given_customer(shop, "globex")
    subscribe(shop, "plan-pro", **PAID)
    subscribe(shop, "plan-pro", "globex", **PAID)
    clock.set("2026-02-15T12:00:00+00:00")
    sweep(shop)
    messages = waiting()
    group = next(each["attributes"]["MessageGroupId"] for each in messages if '"globex"' in each["body"])
    broken = record("{}", group, "broken")
    failures = deliver(shop, [broken, *messages])["batchItemFailures"]
    failed = {each["itemIdentifier"] for each in failures}
    assert failed == {"broken", *(each["messageId"] for each in messages if '"globex"' in each["body"])}
    assert stored_end("subscription-1") == datetime(2026, 3, 15, 10, 30, tzinfo=UTC)
    assert stored_end("subscription-2") == datetime(2026, 2, 15, 10, 30, tzinfo=UTC)


def test_many_subscriptions_of_an_archived_customer_end_in_steps(shop: TemplateApi, clock: FixedClock) -> None:
    for number in range(60):
        subscribe(shop, "plan-site", resourceId=f"site-{number:02d}")
    archived = shop.post("/api/v1/customers/acme/archive")
    assert archived.data["archivedAt"] == "2026-01-15T10:30:00.000Z"
    assert len(live(shop)) == 31
    refused = shop.post("/api/v1/customers/acme/unarchive")
    assert (refused.status, refused.headers["x-should-retry"]) == (409, "true")
    assert refused.error["code"] == "ObjectAlreadyBeingUsedByAnotherRequestError"
    assert sweep(shop) == 1
    messages = waiting()
    assert json.loads(messages[0]["body"])["subscriptionId"] is None
    assert deliver(shop, messages * 2) == {"batchItemFailures": []}
    assert live(shop) == []
    assert [event.name for event in recorded()].count("SubscriptionCanceled") == 60
    assert sweep(shop) == 0
    assert shop.post("/api/v1/customers/acme/unarchive").status == 200


def test_many_subscriptions_of_the_customer_itself_end_in_steps_too(shop: TemplateApi) -> None:
    for number in range(50):
        given_product(shop, f"product-{number}")
        subscribe(shop, given_plan(shop, f"plan-{number}", product_id=f"product-{number}"))
    shop.post("/api/v1/customers/acme/archive")
    assert len(live(shop)) == 6
    sweep(shop)
    deliver(shop, waiting())
    assert live(shop) == []


def live(api: TemplateApi) -> list[str]:
    return [row["id"] for row in api.get("/api/v1/subscriptions", customerId="acme", status="ACTIVE", limit=100).data]
