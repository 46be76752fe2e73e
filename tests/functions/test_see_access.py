"""What checks go by between the instant at which something falls due and its being done."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.recorded import TEST_SCOPE
from tests.support.scripted_billing import ScriptedProvider
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tables import empty_tables, kept_tables, put_back
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.customers.access import Access
from tollgate.shared.scope import ActorType
from tools.bench.calls import counting

PAID = {"billingPeriod": "MONTHLY"}
AT_THE_END = {"scheduleStrategy": "END_OF_BILLING_PERIOD"}


@pytest.fixture(scope="module")
def sold(moto: None) -> dict[str, Any]:
    """A catalogue and a customer."""
    empty_tables()
    wiring.reset(clock=FixedClock(datetime(2026, 1, 14, tzinfo=UTC)), ids=CountingIds())
    api = TemplateApi()
    given_catalogue(api)
    given_customer(api)
    settings = {"subscriptionEndSetup": "DOWNGRADE_TO_FREE", "downgradePlanId": "plan-free"}
    api.patch("/api/v1/products/product-app", productSettings={**STANDARD, **settings})
    return kept_tables()


STANDARD = {"subscriptionStartSetup": "PLAN_SELECTION", "subscriptionCancellationTime": "IMMEDIATE"}


@pytest.fixture
def shop(sold: dict[str, Any], clock: FixedClock) -> Iterator[TemplateApi]:
    """The API, and a vendor that charges nobody while a check is answered."""
    put_back(sold)
    wiring.reset(clock=clock, ids=CountingIds(), billing=ScriptedProvider(payers={"acme"}))
    yield TemplateApi()
    wiring.reset()


def stored() -> Access:
    with wiring.working(actor=ActorType.SYSTEM):
        access = wiring.access().find(TEST_SCOPE, "acme")
    assert access is not None
    return access


def seen(now: str) -> list[tuple[str, bool]]:
    """Return the plans that give access at an instant once what is due is planned, and whether they are tried."""
    before, moment = stored(), datetime.fromisoformat(now)
    access = wiring.access_seen().at(TEST_SCOPE, before, moment)
    assert stored() == before
    return [(each.plan_id, each.is_trial) for each in access.subscriptions if each.is_live(moment)]


def test_a_downgrade_that_is_due_is_seen(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    subscribe(shop, "plan-max", **PAID, **AT_THE_END)
    assert stored().subscriptions[0].changes_at == datetime(2026, 2, 15, 10, 30, tzinfo=UTC)
    assert seen("2026-02-15T10:29:59+00:00") == [("plan-pro", False)]
    assert seen("2026-02-15T10:30:00+00:00") == [("plan-max", False)]


def test_a_start_that_is_due_is_seen(shop: TemplateApi) -> None:
    subscribe(shop, "plan-free")
    subscribe(shop, "plan-pro", **PAID, startDate="2026-01-20T00:00:00Z")
    assert seen("2026-01-19T23:59:59+00:00") == [("plan-free", False)]
    assert seen("2026-01-20T00:00:00+00:00") == [("plan-pro", False)]


@pytest.mark.parametrize(
    ("behavior", "then"), [("CANCEL_SUBSCRIPTION", [("plan-free", False)]), ("CONVERT_TO_PAID", [("plan-pro", True)])]
)
def test_the_end_of_a_trial_is_seen_unless_it_is_to_be_paid_for(
    shop: TemplateApi, behavior: str, then: list[tuple[str, bool]]
) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-01-20T00:00:00Z", "trialEndBehavior": behavior}
    subscribe(shop, "plan-pro", **PAID, trialOverrideConfiguration=trial)
    assert seen("2026-01-19T23:59:59+00:00") == [("plan-pro", True)]
    assert seen("2026-01-20T00:00:00+00:00") == then


def test_a_cancellation_on_a_date_is_seen_with_the_free_plan_that_follows(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID, cancellationDate="2026-01-20T00:00:00Z")
    assert seen("2026-01-20T00:00:00+00:00") == [("plan-free", False)]


def test_it_costs_few_round_trips_charges_nobody_and_leaves_no_trace(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", **PAID)
    subscribe(shop, "plan-max", **PAID, **AT_THE_END)
    access, moment = stored(), datetime(2026, 2, 15, 10, 30, tzinfo=UTC)
    wiring.access_seen().at(TEST_SCOPE, access, moment)
    with counting() as calls:
        wiring.access_seen().at(TEST_SCOPE, access, moment)
    # With the one read of the check itself they are four at most.
    assert calls.round_trips <= 3
    assert calls.items_written == 0
    assert shop.get("/api/v1/subscriptions/subscription-1").data["planId"] == "plan-pro"
