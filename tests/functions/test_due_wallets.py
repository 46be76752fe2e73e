"""What comes due in wallets is written by the minute's sweep, and by a test clock, at its own instant."""

import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.functions.test_due import sweep, waiting
from tests.support.catalog import create_currency, create_plan, create_product, grant_credits, publish
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, LEDGER, TOKENS, grant, grants, ledger
from tests.support.recorded import all_recorded
from tests.support.template_api import TemplateApi
from tests.support.time_travel import advance, create_clock


@pytest.fixture
def shop(api: TemplateApi) -> Iterator[TemplateApi]:
    """A plan with credits, a customer, and a due queue."""
    queue = boto3.client("sqs").create_queue(QueueName="due.fifo", Attributes={"FifoQueue": "true"})
    os.environ["DUE_QUEUE_URL"] = queue["QueueUrl"]
    create_product(api)
    create_currency(api)
    create_plan(api, "plan-free")
    grant_credits(api, "plan-free", TOKENS)
    publish(api, "plan-free")
    yield api
    del os.environ["DUE_QUEUE_URL"]


def run_due(api: TemplateApi, records: list[dict[str, Any]]) -> None:
    """Deliver what was sent."""
    for record in records:
        assert api.run("AdvanceSubscriptionFunction", {"Records": [record]}) == {"batchItemFailures": []}


def test_the_sweep_expires_renews_and_tells(shop: TemplateApi, clock: FixedClock) -> None:
    shop.post("/api/v1/customers", id=CUSTOMER)
    shop.post("/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-free").data  # noqa: B018
    grant(shop, 5, expireAt="2026-01-20T00:00:00Z")
    clock.advance(days=70)
    assert sweep(shop) == 1
    work = waiting()
    run_due(shop, [*work, *work])
    rows = shop.get(LEDGER, customerId=CUSTOMER).data
    assert [(row["timestamp"][:10], row["eventType"][8:], row["amount"]) for row in rows] == [
        ("2026-03-15", "GRANTED", 100),
        ("2026-03-15", "EXPIRED", -100),
        ("2026-02-15", "GRANTED", 100),
        ("2026-02-15", "EXPIRED", -100),
        ("2026-01-20", "EXPIRED", -5),
        ("2026-01-15", "GRANTED", 5),
        ("2026-01-15", "GRANTED", 100),
    ]
    told = all_recorded("CreditGrantExpired")
    assert [event.occurred_at.isoformat()[:10] for event in told] == ["2026-01-20", "2026-02-15", "2026-03-15"]
    assert sweep(shop) == 0


def test_what_was_done_in_between_is_not_done_again(shop: TemplateApi, clock: FixedClock) -> None:
    shop.post("/api/v1/customers", id=CUSTOMER)
    identifier = grant(shop, 5, expireAt="2026-01-20T00:00:00Z")["id"]
    clock.advance(days=6)
    sweep(shop)
    work = waiting()
    shop.post(f"/api/v1/customers/{CUSTOMER}/archive").data  # noqa: B018
    run_due(shop, work)
    run_due(shop, work)
    shop.post(f"/api/v1/customers/{CUSTOMER}/unarchive").data  # noqa: B018
    assert (ledger(shop), grants(shop)[0]["id"]) == ([("EXPIRED", -5), ("GRANTED", 5)], identifier)
    assert sweep(shop) == 0


def test_a_test_clock_passes_every_renewal_at_its_own_instant(shop: TemplateApi, clock: FixedClock) -> None:
    create_clock(shop, "2026-01-15T10:30:00Z")
    shop.post("/api/v1/customers", id=CUSTOMER, testClockId="clock").data  # noqa: B018
    shop.post("/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-free").data  # noqa: B018
    advance(shop, "clock", "2027-01-14T00:00:00Z")
    rows = [row for row in grants(shop, limit=100) if row["grantType"] == "RECURRING"]
    assert len(rows) == 12
    assert {row["status"] for row in rows[1:]} == {"EXPIRED"}
    assert rows[0]["effectiveAt"] == "2026-12-15T00:00:00.000Z"
