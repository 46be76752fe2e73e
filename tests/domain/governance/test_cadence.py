"""Cadences: what is one, and which windows it makes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollgate.governance.cadence import Cadence, CadenceUnit, cadence_of, window_at

ANCHOR = datetime(2026, 1, 31, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["P1D", "P1W", "P1M", "P1Y", "P30D", "PT1M", "PT36H", "PT90S", "P120M", "P10Y"])
def test_a_duration_of_one_unit_is_a_cadence(text: str) -> None:
    assert cadence_of(text) is not None


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1M", "P0D", "P01D", "P1M1D", "P1.5D", "PT1D", "P1H", "p1m", "P11Y", "P-1D"]
)
def test_anything_else_is_none(text: str) -> None:
    assert cadence_of(text) is None


@pytest.mark.parametrize(
    ("text", "now", "start", "end"),
    [
        ("P1D", "2026-02-03T10:00", "2026-02-03T00:00", "2026-02-04T00:00"),
        ("P1W", "2026-02-03T10:00", "2026-02-02T00:00", "2026-02-09T00:00"),
        ("P1M", "2026-02-03T10:00", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("P1Y", "2026-02-03T10:00", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("P30D", "2026-03-02T10:20:30", "2026-03-02T10:20:30", "2026-04-01T10:20:30"),
        ("P30D", "2026-03-02T10:20:29", "2026-01-31T10:20:30", "2026-03-02T10:20:30"),
        ("P2M", "2026-03-31T10:20:30", "2026-03-31T10:20:30", "2026-05-31T10:20:30"),
        ("P3M", "2026-04-30T10:20:29", "2026-01-31T10:20:30", "2026-04-30T10:20:30"),
        ("PT1H", "2026-01-31T12:00", "2026-01-31T11:20:30", "2026-01-31T12:20:30"),
        ("PT1M", "2026-01-31T10:21", "2026-01-31T10:20:30", "2026-01-31T10:21:30"),
        ("PT1M", "2026-01-31T10:20", "2026-01-31T10:19:30", "2026-01-31T10:20:30"),
    ],
)
def test_windows_are_the_calendars_or_counted_from_the_anchor(text: str, now: str, start: str, end: str) -> None:
    cadence = cadence_of(text)
    assert cadence is not None
    window = window_at(cadence, ANCHOR, datetime.fromisoformat(f"{now}+00:00"))
    assert (window.start, window.end) == tuple(datetime.fromisoformat(f"{each}+00:00") for each in (start, end))


@given(
    number=st.integers(1, 40),
    unit=st.sampled_from(CadenceUnit),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_windows_tile_time(number: int, unit: CadenceUnit, now: datetime) -> None:
    cadence = Cadence(number, unit)
    window = window_at(cadence, ANCHOR, now.replace(microsecond=0))
    assert window.holds(now.replace(microsecond=0))
    assert window_at(cadence, ANCHOR, window.end).start == window.end
    assert window_at(cadence, ANCHOR, window.start) == window
