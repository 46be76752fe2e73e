"""Thresholds of limits: which are reached, and that each is told of once whatever order changes come in."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.period import Period
from tollgate.usage.threshold import FiredThresholds, fired_at, reached, used_percentage

KEY = CounterKey("acme", None, "calls")
MONTH = Period(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("total", "limit", "thresholds", "percentage"),
    [
        ("0", "10", (), 0),
        ("-3", "10", (), 0),
        ("7.99999", "10", (), 79),
        ("8", "10", (80,), 80),
        ("10", "12", (80,), 83),
        ("9.99999", "10", (80,), 99),
        ("10", "10", (80, 100), 100),
        ("25", "10", (80, 100), 250),
        ("0", "0", (), 0),
        ("0.00001", "0", (80, 100), 100),
        ("0.4", "0.5", (80,), 80),
    ],
)
def test_what_usage_has_come_to(total: str, limit: str, thresholds: tuple[int, ...], percentage: int) -> None:
    assert reached(Decimal(total), Decimal(limit)) == thresholds
    assert used_percentage(Decimal(total), Decimal(limit)) == percentage


def test_other_thresholds_may_lie_below_and_beyond_the_limit() -> None:
    found = [reached(Decimal(total), Decimal(10), (150, 50, 100)) for total in (4, 5, 10, 14, 15)]
    assert found == [(), (50,), (50, 100), (50, 100), (50, 100, 150)]


def test_all_that_were_crossed_at_once_are_told_of_and_the_lower_ones_never_after_it() -> None:
    fired, crossed = fired_at(None, KEY, MONTH, total=Decimal(10), limit=Decimal(10))
    assert (fired.highest, crossed, fired.key, fired.limit) == (100, (80, 100), KEY, 10)
    assert fired_at(fired, KEY, MONTH, total=Decimal(8), limit=Decimal(10)) == (fired, ())
    assert fired_at(fired, KEY, MONTH, total=Decimal(11), limit=Decimal(10)) == (fired, ())


def test_another_limit_arms_them_anew() -> None:
    fired, _ = fired_at(None, KEY, MONTH, total=Decimal(10), limit=Decimal(10))
    raised, crossed = fired_at(fired, KEY, MONTH, total=Decimal(10), limit=Decimal(20))
    assert (raised.limit, raised.highest, crossed) == (20, 0, ())
    lowered, crossed = fired_at(raised, KEY, MONTH, total=Decimal(10), limit=Decimal(10))
    assert (lowered.highest, crossed) == (100, (80, 100))


def test_a_threshold_watched_later_is_told_of_unless_a_higher_one_was() -> None:
    amounts = {"total": Decimal(9), "limit": Decimal(10)}
    fired, crossed = fired_at(None, KEY, MONTH, **amounts, thresholds=(50, 80, 100))
    assert crossed == (50, 80)
    assert fired_at(fired, KEY, MONTH, **amounts, thresholds=(50, 60, 80, 100)) == (fired, ())
    assert fired_at(fired, KEY, MONTH, **amounts, thresholds=(80, 90, 100))[1] == (90,)


amounts = st.lists(st.integers(0, 30), min_size=1, max_size=12)


@given(amounts, st.integers(0, 60), st.data())
def test_any_order_tells_of_each_threshold_once_and_of_the_highest_in_the_end(
    reported: list[int], limit: int, data: st.DataObject
) -> None:
    totals = list(accumulate(reported))
    delivered = data.draw(st.permutations(totals + data.draw(st.lists(st.sampled_from(totals)))))
    in_order, out_of_order = told_of(totals, limit), told_of(delivered, limit)
    assert len(set(out_of_order)) == len(out_of_order)
    assert sorted(out_of_order) == out_of_order
    assert set(in_order) == set(out_of_order) == set(reached(Decimal(totals[-1]), Decimal(limit)))


def told_of(totals: list[int], limit: int) -> list[int]:
    fired: FiredThresholds | None = None
    told: list[int] = []
    for total in totals:
        fired, crossed = fired_at(fired, KEY, MONTH, total=Decimal(total), limit=Decimal(limit))
        told.extend(crossed)
    return told
