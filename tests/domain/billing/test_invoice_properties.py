"""Whatever is sold, changed and used: lines add up, no change makes or loses money, and usage is paid for once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from tests.support.billing import (
    BEGUN,
    MARCH,
    UsageLog,
    addon,
    fixed,
    item,
    minimum,
    overage,
    percent,
    sold,
)
from tests.support.pricing import blocks, calls, flat, graduated, money, seats, volume
from tollgate.billing.invoice import InvoiceDraft
from tollgate.billing.invoicing import arrears, changed, closing, opening, renewal
from tollgate.billing.sold import Sold, SoldItem
from tollgate.charges.line import LineType
from tollgate.shared.period import BillingPeriod, Period, billing_period_at
from tollgate.shared.reset_period import ResetPeriod

calmly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
CENT = Decimal("0.01")
prices = st.integers(0, 100_000).map(lambda cents: f"{Decimal(cents) / 100}")
quantities = st.integers(0, 50)
coupons = st.none() | st.sampled_from([percent("10"), percent("33"), percent("100"), fixed("10"), fixed("500")])
rates = st.sampled_from([None, Decimal(0), Decimal("7.7"), Decimal(19)])
seconds = st.integers(0, int((MARCH.end - MARCH.start).total_seconds()))


@st.composite
def in_advance(draw: Callable[..., object], coupon: object = None, rate: object = None) -> Sold:
    """Draw something that is paid in advance."""
    items: list[SoldItem] = [item(flat(draw(prices)))]  # type: ignore[arg-type]
    if draw(st.booleans()):
        items.append(item(seats(draw(prices)), draw(quantities)))  # type: ignore[arg-type]
    if draw(st.booleans()):
        items.append(addon(flat(draw(prices)), draw(quantities)))  # type: ignore[arg-type]
    return sold(*items, discount=coupon, tax_percentage=rate)


def at(second: int) -> datetime:
    """Return an instant of March."""
    return MARCH.start + timedelta(seconds=second)


def check_sum(draft: InvoiceDraft) -> None:
    """Assert that a draft adds up."""
    assert draft.subtotal == sum((line.amount for line in draft.lines), money("0"))
    assert draft.total.amount == draft.total.rounded().amount
    assert all(line.amount == line.amount.rounded() for line in draft.lines)


@calmly
@given(st.data(), coupons, rates)
def test_lines_add_up_to_the_total(data: st.DataObject, coupon: object, rate: Decimal | None) -> None:
    first = data.draw(in_advance(coupon=coupon, rate=rate))
    then = data.draw(in_advance(coupon=coupon, rate=rate))
    second = data.draw(seconds)
    usage = UsageLog().usage(first, MARCH)
    drafts = [
        opening(first, period=MARCH, at=MARCH.start),
        changed(first, then, period=MARCH, at=at(second)),
        closing(then, usage=usage, period=MARCH, at=at(second), is_prorated=True),
    ]
    for draft in drafts:
        check_sum(draft)
        base = draft.subtotal.amount - draft.discount.amount
        assert draft.tax.amount == (base * (rate or 0) / 100).quantize(CENT, "ROUND_HALF_UP")


@calmly
@given(st.data(), coupons, rates)
def test_a_change_makes_and_loses_no_money_beyond_rounding(
    data: st.DataObject, coupon: object, rate: Decimal | None
) -> None:
    before = data.draw(in_advance(coupon=coupon, rate=rate))
    after = data.draw(in_advance(coupon=coupon, rate=rate))
    second = data.draw(seconds)
    whole, left = Decimal(int((MARCH.end - MARCH.start).total_seconds())), None
    left = whole - second
    settled = changed(before, after, period=MARCH, at=at(second)).total.amount

    def whole_price(of: Sold) -> Decimal:
        return opening(of, period=MARCH, at=MARCH.start).total.amount

    exact = (whole_price(after) - whole_price(before)) * left / whole
    assert abs(settled - exact) <= 12 * CENT


@calmly
@given(st.data(), coupons, coupons, rates, rates)
def test_a_change_and_the_change_back_in_the_same_second_come_to_nothing(
    data: st.DataObject, coupon: object, other: object, rate: Decimal | None, other_rate: Decimal | None
) -> None:
    before = data.draw(in_advance(coupon=coupon, rate=rate))
    after = data.draw(in_advance(coupon=other, rate=other_rate))
    moment = at(data.draw(seconds))
    there = changed(before, after, period=MARCH, at=moment)
    back = changed(after, before, period=MARCH, at=moment)
    assert (there.total + back.total).amount == 0


@calmly
@given(st.data(), coupons)
def test_a_period_cut_by_changes_costs_what_its_parts_cost(data: st.DataObject, coupon: object) -> None:
    cuts = sorted(data.draw(st.lists(seconds, min_size=1, max_size=5)))
    held = [data.draw(in_advance(coupon=coupon)) for _ in range(len(cuts) + 1)]
    invoices = [opening(held[0], period=MARCH, at=MARCH.start)]
    invoices += [
        changed(before, after, period=MARCH, at=at(cut))
        for cut, before, after in zip(cuts, held, held[1:], strict=False)
    ]
    whole = Decimal(int((MARCH.end - MARCH.start).total_seconds()))
    edges = [0, *cuts, int(whole)]
    exact = sum(
        (
            opening(of, period=MARCH, at=MARCH.start).total.amount * (end - start) / whole
            for of, (start, end) in zip(held, pairwise(edges), strict=True)
        ),
        Decimal(0),
    )
    charged = sum((each.total.amount for each in invoices), Decimal(0))
    assert abs(charged - exact) <= 12 * CENT * len(invoices)


PRICES = (
    calls("0.13"),
    blocks("3", "10"),
    graduated(("20", "1", "2"), (None, "0.10", "1")),
    volume(("20", "1", None), (None, "0.10", None)),
)
RESETS = (None, ResetPeriod.DAY, ResetPeriod.WEEK, ResetPeriod.MONTH, ResetPeriod.YEAR)
events = st.lists(st.tuples(st.integers(0, 24 * 80), st.integers(1, 40)), max_size=25)


def months(count: int, start: datetime) -> list[Period]:
    """Return billing periods that follow one another."""
    found = [billing_period_at(start, BillingPeriod.MONTHLY, start)]
    while len(found) < count:
        found.append(billing_period_at(start, BillingPeriod.MONTHLY, found[-1].end))
    return found


@settings(calmly, max_examples=60)
@given(
    st.sampled_from(PRICES),
    st.sampled_from(RESETS),
    st.booleans(),
    st.integers(0, 300),
    events,
    st.lists(st.integers(1, 24 * 80), max_size=6),
    st.integers(0, 23 * 60),
)
def test_usage_charged_in_any_steps_costs_what_it_costs_in_one_go(
    of: object,
    reset: ResetPeriod | None,
    is_overage: bool,
    spend: int,
    used: list[tuple[int, int]],
    early: list[int],
    minute: int,
) -> None:
    start = BEGUN + timedelta(minutes=minute)
    hour = start.replace(minute=0)
    periods = months(3, start)
    what = (
        overage(of, "15", reset_period=reset)  # type: ignore[arg-type]
        if is_overage
        else item(of.but(reset_period=reset), 0)  # type: ignore[attr-defined]
    )
    held = sold(what, minimum(str(spend)), charged_from=hour, usage_anchor=start)
    steps, go = UsageLog(), UsageLog()
    for after, amount in used:
        go.use(amount, hour + timedelta(hours=after))
    charged = {"steps": Decimal(0), "go": Decimal(0)}

    def issue(log: UsageLog, name: str, draft: InvoiceDraft) -> None:
        check_sum(draft)
        charged[name] += log.issue(draft).total.amount

    for closed in periods:
        for moment in sorted(hour + timedelta(hours=each) for each in early):
            if closed.start < moment <= closed.end:
                steps.events = [event for event in go.events if event[1] < moment]
                usage = steps.usage(held, closed, until=moment)
                issue(steps, "steps", arrears(held, usage=usage, closed=closed, at=moment))
        steps.events = go.events
        for log, name in ((steps, "steps"), (go, "go")):
            usage = log.usage(held, closed)
            issue(log, name, renewal(held, usage=usage, closed=closed, period=None, at=closed.end))
    assert charged["steps"] == charged["go"]


@settings(calmly, max_examples=60)
@given(st.integers(0, 300), events, st.booleans())
def test_a_period_comes_to_the_larger_of_its_usage_and_its_minimum_also_where_reports_are_late(
    spend: int, used: list[tuple[int, int]], is_late: bool
) -> None:
    periods = months(5, BEGUN)
    held = sold(minimum(str(spend)), item(calls("1"), 0), charged_from=BEGUN)
    log, paid = UsageLog(), opening(held, period=periods[0], at=BEGUN).total
    due = [(BEGUN + timedelta(hours=after), amount) for after, amount in used]
    for closed, following in pairwise(periods):
        mine = [(moment, amount) for moment, amount in due if closed.holds(moment)]
        in_time, late = (mine[::2], mine[1::2]) if is_late else (mine, [])
        for moment, amount in in_time:
            log.use(amount, moment)
        usage = log.usage(held, closed)
        renewed = renewal(held, usage=usage, closed=closed, period=following, at=closed.end)
        paid = paid + log.issue(renewed).total
        for moment, amount in late:
            log.use(amount, moment)
    amounts = [sum(amount for moment, amount in due if each.holds(moment)) for each in periods]
    assert paid == money(f"{sum(max(spend, amount) for amount in amounts)}.00")


def test_line_types_are_the_contracts() -> None:
    assert {each.value for each in LineType} == {
        "AddonCharge",
        "BaseCharge",
        "InAdvanceCommitmentCharge",
        "MinimumSpendAdjustmentCharge",
        "MinimumSpendCharge",
        "Other",
        "OverageCharge",
        "PayAsYouGoCharge",
        "TierCharge",
        "ZeroAmountBaseCharge",
    }
