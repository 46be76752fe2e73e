"""The life of a subscription: its billing periods and its end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollgate.catalog.package import PricingType
from tollgate.shared.period import BillingPeriod, billing_period_at
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import DueKind

THEN = datetime(2026, 1, 31, 8, tzinfo=UTC)
MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY

anchors = st.datetimes(
    datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2032-12-31"), timezones=st.just(UTC)
)
lapses = st.timedeltas(timedelta(0), timedelta(days=4000))


def paid(anchor: datetime, period: BillingPeriod = MONTHLY) -> Subscription:
    current = billing_period_at(anchor, period, anchor)
    return Subscription(
        id="subscription-1",
        uuid="uuid",
        customer_id="acme",
        product_id="product",
        plan_id="plan",
        plan_version=1,
        price_version=1,
        pricing_type=PricingType.PAID,
        status=SubscriptionStatus.ACTIVE,
        billing_period=period,
        billing_cycle_anchor=anchor,
        current_billing_period_start=current.start,
        current_billing_period_end=current.end,
        usage_anchor=anchor,
        start_date=anchor,
        created_at=anchor,
        updated_at=anchor,
    )


def renewed(subscription: Subscription) -> Subscription:
    boundary = subscription.current_billing_period_end
    assert boundary is not None
    return subscription.in_period_of(boundary).but(updated_at=boundary)


def ends(subscription: Subscription, times: int) -> list[str]:
    found = []
    for _ in range(times):
        found.append(f"{subscription.current_billing_period_end:%Y-%m-%d}")
        subscription = renewed(subscription)
    return found


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        ("2026-01-31", MONTHLY, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2028-01-31", MONTHLY, ["2028-02-29", "2028-03-31"]),
        ("2026-01-30", MONTHLY, ["2026-02-28", "2026-03-30"]),
        ("2028-02-29", ANNUALLY, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-12-15", MONTHLY, ["2027-01-15", "2027-02-15"]),
    ],
)
def test_boundaries_are_counted_from_the_anchor(anchor: str, period: BillingPeriod, expected: list[str]) -> None:
    assert ends(paid(datetime.fromisoformat(anchor).replace(hour=9, tzinfo=UTC), period), len(expected)) == expected


@given(anchors, lapses, st.sampled_from(BillingPeriod))
def test_renewing_step_by_step_leads_to_where_a_read_looks_at_once(
    anchor: datetime, lapse: timedelta, period: BillingPeriod
) -> None:
    now = anchor + lapse
    stepped = paid(anchor, period)
    while (due := stepped.due) is not None and due.at <= now:
        if due.kind is DueKind.MONTH_ENDS_SOON:
            stepped = stepped.with_month_told()
            continue
        before = stepped
        stepped = renewed(stepped)
        assert stepped.current_billing_period_start == before.current_billing_period_end == stepped.updated_at
    seen = paid(anchor, period).seen_at(now)
    assert stepped.current_billing_period_start == seen.current_billing_period_start
    assert stepped.current_billing_period_end == seen.current_billing_period_end
    assert seen.current_billing_period_start is not None
    assert seen.current_billing_period_end is not None
    assert seen.current_billing_period_start <= now < seen.current_billing_period_end


@given(anchors, lapses)
def test_what_ended_is_never_due_and_stays_as_it_is(anchor: datetime, lapse: timedelta) -> None:
    at = anchor + lapse
    ended = paid(anchor).seen_at(at).moved(Trigger.CANCELED_NOW, at=at)
    assert ended.has_ended
    assert not ended.is_due(at + timedelta(days=10_000))
    assert ended.seen_at(at + timedelta(days=10_000)) == ended
    assert ended.effective_end_date == ended.cancellation_date == ended.end_date == at
    assert ended.current_billing_period_end is not None
    assert ended.current_billing_period_end > at


def test_only_active_ones_that_are_not_free_hold_a_customer_back() -> None:
    subscription = paid(datetime(2026, 1, 1, tzinfo=UTC))
    assert subscription.is_bought
    assert subscription.but(pricing_type=PricingType.CUSTOM).is_bought
    assert not subscription.but(pricing_type=PricingType.FREE).is_bought
    assert not subscription.but(status=SubscriptionStatus.IN_TRIAL).is_bought
    assert not subscription.moved(Trigger.CANCELED_NOW, at=datetime(2026, 1, 2, tzinfo=UTC)).is_bought


@pytest.mark.parametrize(
    ("plan_id", "version", "is_behind"), [("plan", 2, True), ("plan", 9, True), ("plan", 1, False), ("other", 2, False)]
)
def test_a_subscription_is_behind_a_later_version_of_its_plan(plan_id: str, version: int, is_behind: bool) -> None:
    assert paid(THEN).is_behind(plan_id, version) is is_behind


def test_what_has_ended_is_never_behind() -> None:
    assert not paid(THEN).moved(Trigger.CANCELED_NOW, at=THEN).is_behind("plan", 2)


def test_another_version_of_the_plan_changes_neither_price_nor_period() -> None:
    moved = paid(THEN).on_version(4, at=THEN + timedelta(days=3))
    assert moved == paid(THEN).but(plan_version=4, updated_at=THEN + timedelta(days=3))
    assert moved.price_version == 1


def test_a_document_without_a_version_of_prices_is_priced_by_its_plan_version() -> None:
    stored = paid(THEN).but(plan_version=3).model_dump(mode="json", by_alias=True, exclude={"price_version"})
    assert Subscription.model_validate(stored).price_version == 3
    assert Subscription.model_validate({**stored, "priceVersion": 2}).price_version == 2
