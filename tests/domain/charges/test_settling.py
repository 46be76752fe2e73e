"""What is settled between amounts: parts of periods, minimum spends, discounts."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.support.pricing import calls, flat, money, price, seats
from tollgate.charges.amounts import line_of
from tollgate.charges.discount import AmountsOff, Discount, PercentOff
from tollgate.charges.line import Line
from tollgate.charges.overage import overage_line
from tollgate.charges.price import BillingCadence, BillingModel, Price
from tollgate.charges.proration import prorate, remaining, split
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.period import Period

APRIL = Period(start=datetime(2026, 4, 1, tzinfo=UTC), end=datetime(2026, 5, 1, tzinfo=UTC))
HALF = datetime(2026, 4, 16, tzinfo=UTC)
HALF_A_DAY_LEFT = datetime(2026, 4, 30, 12, tzinfo=UTC)


def line(own: Price, quantity: str = "1") -> Line:
    return line_of(own, Decimal(quantity))


@pytest.mark.parametrize(
    ("before", "after", "credit", "debit", "due", "kept"),
    [
        ("100", "40", "50", "20", "0", "30"),
        ("40", "100", "20", "50", "30", "0"),
        ("40", "40", "20", "20", "0", "0"),
        ("0", "99.99", "0", "50", "50", "0"),
        ("99.99", "0", "50", "0", "0", "50"),
    ],
)
def test_a_change_at_half_time_settles_half_the_difference(
    before: str, after: str, credit: str, debit: str, due: str, kept: str
) -> None:
    settled = prorate([line(flat(before))], [line(flat(after))], period=APRIL, at=HALF, currency="usd")
    assert (settled.credit, settled.debit) == (money(credit), money(debit))
    assert (settled.due, settled.remaining_credit) == (money(due), money(kept))


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (APRIL.start, "30"),
        (datetime(2026, 4, 1, 0, 0, 1, tzinfo=UTC), "30"),
        (datetime(2026, 4, 2, tzinfo=UTC), "29"),
        (datetime(2026, 4, 30, tzinfo=UTC), "1"),
        (HALF_A_DAY_LEFT, "0.5"),
        (datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC), "0"),
        (APRIL.end, "0"),
    ],
)
def test_what_is_left_goes_by_the_second(at: datetime, left: str) -> None:
    assert remaining(money("30"), period=APRIL, at=at) == money(left)


def test_a_second_that_has_begun_is_used() -> None:
    second = money("2592000", "jpy")
    begun = APRIL.start.replace(microsecond=1000)
    assert remaining(second, period=APRIL, at=begun) == money("2591999", "jpy")
    assert remaining(second, period=APRIL, at=APRIL.start.replace(second=1)) == money("2591999", "jpy")


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        (money("0.01"), "0.01"),
        (money("0.03"), "0.02"),
        (money("-0.01"), "-0.01"),
        (money("1", "jpy"), "1"),
        (money("101", "jpy"), "51"),
        (money("0.001", "kwd"), "0.001"),
        (money("90071992547409.91"), "45035996273704.96"),
    ],
)
def test_half_a_minor_unit_is_rounded_up(amount: Money, left: str) -> None:
    assert remaining(amount, period=APRIL, at=HALF) == money(left, amount.currency)


@pytest.mark.parametrize("at", [datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 5, 1, 0, 0, 1, tzinfo=UTC)])
def test_an_instant_outside_the_period_is_refused(at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        remaining(money("1"), period=APRIL, at=at)
    assert refused.value.details["field"] == "prorationDate"


def test_only_what_recurs_in_advance_is_prorated() -> None:
    lines = [
        line(flat("10")),
        line(seats("10"), "2"),
        line(price("10", BillingModel.CREDIT_BASED), "3"),
        line(price("10", BillingModel.MINIMUM_SPEND)),
        line(flat("99", billing_cadence=BillingCadence.ONE_OFF)),
        line(calls("1"), "7"),
        overage_line(calls("1"), usage=Decimal(7), limit=Decimal(1)),
    ]
    settled = prorate([], lines, period=APRIL, at=HALF, currency="usd")
    assert [each.amount for each in settled.debits] == [money("5"), money("10"), money("15"), money("5")]
    assert [(each.seconds_left, each.seconds) for each in settled.debits] == [(1_296_000, 2_592_000)] * 4


def test_seats_added_within_a_period_cost_the_rest_of_it() -> None:
    settled = prorate([line(seats("10"), "5")], [line(seats("10"), "7")], period=APRIL, at=HALF, currency="usd")
    assert settled.due == money("10")


def test_another_currency_is_not_settled() -> None:
    with pytest.raises(InvalidInput):
        _ = prorate([line(flat("1"))], [line(flat("1", "eur"))], period=APRIL, at=HALF, currency="usd").net


def test_a_split_period_adds_up() -> None:
    cuts = [datetime(2026, 4, 11, tzinfo=UTC), datetime(2026, 4, 21, tzinfo=UTC)]
    assert split(money("100"), period=APRIL, cuts=cuts) == (money("33.33"), money("33.34"), money("33.33"))
    assert split(money("100"), period=APRIL, cuts=[]) == (money("100"),)


@pytest.mark.parametrize(
    ("percent", "subtotal", "off"),
    [
        ("1", money("100"), "1"),
        ("20", money("49.99"), "10"),
        ("50", money("0.01"), "0.01"),
        ("100", money("49.99"), "49.99"),
        ("33", money("101", "jpy"), "33"),
        ("50", money("101", "jpy"), "51"),
        ("15", money("1.23", "kwd"), "0.185"),
        ("10", money("-50"), "-5"),
        ("10", money("0"), "0"),
    ],
)
def test_a_percentage_is_taken_off(percent: str, subtotal: Money, off: str) -> None:
    assert PercentOff(percent=Decimal(percent)).on(subtotal) == money(off, subtotal.currency)


@pytest.mark.parametrize(
    ("subtotal", "off"),
    [
        (money("100"), "10"),
        (money("10"), "10"),
        (money("9.99"), "9.99"),
        (money("0"), "0"),
        (money("-5"), "0"),
        (money("5000", "jpy"), "1000"),
        (money("999", "jpy"), "999"),
    ],
)
def test_a_fixed_amount_never_exceeds_the_subtotal(subtotal: Money, off: str) -> None:
    fixed = AmountsOff(amounts=(money("10"), money("1000", "jpy")))
    assert fixed.on(subtotal) == money(off, subtotal.currency)


def test_a_fixed_amount_is_of_a_currency() -> None:
    with pytest.raises(InvalidInput) as refused:
        AmountsOff(amounts=(money("10"),)).on(money("100", "eur"))
    assert refused.value.details["field"] == "amountsOff"


@pytest.mark.parametrize(
    ("months", "at", "is_running"),
    [
        (None, "2026-01-31T09:59:59", False),
        (None, "2026-01-31T10:00:00", True),
        (None, "2036-01-31T10:00:00", True),
        (1, "2026-01-31T10:00:00", True),
        (1, "2026-02-28T09:59:59", True),
        (1, "2026-02-28T10:00:00", False),
        (2, "2026-03-31T09:59:59", True),
        (2, "2026-03-31T10:00:00", False),
    ],
)
def test_a_discount_lasts_calendar_months(months: int | None, at: str, is_running: bool) -> None:
    begun = datetime(2026, 1, 31, 10, tzinfo=UTC)
    discount = Discount(reduction=PercentOff(percent=Decimal(10)), starts_at=begun, duration_in_months=months)
    off = discount.on(money("100"), at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert off == money("10" if is_running else "0")
