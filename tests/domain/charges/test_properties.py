"""What holds for every price and quantity: more costs no less, parts add up, currencies never mix."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.pricing import blocks, calls, flat, seats
from tollgate.charges.amounts import line_of
from tollgate.charges.line import total_of
from tollgate.charges.price import Price, PriceTier, TiersMode
from tollgate.charges.price_rules import check_price
from tollgate.charges.proration import remaining, split
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money, exponent_of
from tollgate.shared.period import BillingPeriod, Period, billing_period_at

CURRENCIES = st.sampled_from(("usd", "eur", "jpy", "kwd"))
QUANTITIES = st.one_of(
    st.integers(0, 10**8).map(Decimal), st.integers(0, 10**13).map(lambda count: Decimal(count).scaleb(-5))
)
"""Far enough from where an amount is refused: ten million yen a unit for each of them is still told exactly."""
STARTS = st.integers(0, 20 * 365 * 86_400_000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


def amounts(currency: str, *, decimals: int | None = None) -> st.SearchStrategy[Money]:
    places = exponent_of(currency) if decimals is None else decimals
    units = st.integers(0, 10**7).map(lambda count: Decimal(count).scaleb(-places))
    return units.map(lambda amount: Money(amount=amount, currency=currency))


@st.composite
def tier_lists(draw: st.DrawFn, currency: str) -> tuple[PriceTier, ...]:
    bounds = sorted(draw(st.sets(st.integers(1, 10**11), max_size=5)))
    ends = [*(Decimal(bound).scaleb(-5) for bound in bounds), None]
    unit_prices, flat_prices = amounts(currency, decimals=5), st.none() | amounts(currency)
    return tuple(PriceTier(up_to=end, unit_price=draw(unit_prices), flat_price=draw(flat_prices)) for end in ends)


@st.composite
def stairs(draw: st.DrawFn, currency: str) -> tuple[PriceTier, ...]:
    steps = [tier.but(unit_price=None) for tier in draw(tier_lists(currency))]
    prices = sorted(draw(st.lists(amounts(currency), min_size=len(steps), max_size=len(steps))), key=_amount)
    return tuple(step.but(flat_price=each) for step, each in zip(steps, prices, strict=True))


def _amount(each: Money) -> Decimal:
    return each.amount


@st.composite
def cumulative_prices(draw: st.DrawFn) -> Price:
    currency = draw(CURRENCIES)
    unit_price = str(draw(amounts(currency, decimals=5)).amount)
    in_advance = str(draw(amounts(currency)).amount)
    tiered = calls("1", currency, price=None)
    size = str(Decimal(draw(st.integers(10**3, 10**9))).scaleb(-5))
    return draw(
        st.sampled_from((flat(in_advance, currency), seats(in_advance, currency), calls(unit_price, currency)))
        | st.just(blocks(unit_price, size, currency))
        | tier_lists(currency).map(lambda own: tiered.but(tiers=own, tiers_mode=TiersMode.GRADUATED))
        | stairs(currency).map(lambda own: tiered.but(tiers=own, tiers_mode=TiersMode.VOLUME))
    )


@st.composite
def volume_prices(draw: st.DrawFn) -> Price:
    currency = draw(CURRENCIES)
    return calls("1", currency, price=None, tiers=draw(tier_lists(currency)), tiers_mode=TiersMode.VOLUME)


PRICES = cumulative_prices() | volume_prices()


@settings(deadline=None)
@given(PRICES)
def test_the_prices_of_these_properties_are_prices(own: Price) -> None:
    check_price(own, path="")


@settings(deadline=None)
@given(cumulative_prices(), QUANTITIES, QUANTITIES)
def test_more_never_costs_less(own: Price, one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    assert line_of(own, less).exact <= line_of(own, more).exact
    assert line_of(own, less).amount.amount <= line_of(own, more).amount.amount


@settings(deadline=None)
@given(PRICES, QUANTITIES)
def test_parts_add_up_and_are_rounded_once(own: Price, quantity: Decimal) -> None:
    line = line_of(own, quantity)
    assert line.exact == sum(part.amount for part in line.parts)
    assert line.amount == Money(amount=line.exact, currency=line.currency).rounded()
    assert abs(line.amount.amount - line.exact) * 2 <= Decimal(1).scaleb(-exponent_of(line.currency))


@settings(deadline=None)
@given(PRICES, QUANTITIES)
def test_parts_account_for_the_quantity(own: Price, quantity: Decimal) -> None:
    line = line_of(own, quantity)
    counted = sum(part.units * (part.block_size or 1) for part in line.parts)
    assert 0 <= counted - quantity < (own.block_size or Decimal("0.00001"))


@settings(deadline=None)
@given(st.lists(st.tuples(PRICES, QUANTITIES), max_size=4))
def test_currencies_never_mix(bought: list[tuple[Price, Decimal]]) -> None:
    lines = [line_of(own, quantity) for own, quantity in bought]
    currencies = {line.currency for line in lines}
    if currencies <= {"usd"}:
        total = total_of(lines, currency="usd")
        assert total.amount == sum(line.amount.amount for line in lines)
        assert total == total.rounded()
    else:
        with pytest.raises(InvalidInput):
            total_of(lines, currency="usd")


@st.composite
def cut_periods(draw: st.DrawFn) -> tuple[Period, list[datetime]]:
    start = draw(STARTS)
    period = billing_period_at(start, draw(st.sampled_from(BillingPeriod)), start)
    length = (period.end - period.start) // timedelta(milliseconds=1)
    cuts = draw(st.lists(st.integers(0, length), max_size=6))
    return period, [period.start + timedelta(milliseconds=cut) for cut in cuts]


MONEY = CURRENCIES.flatmap(
    lambda currency: st.integers(-(2**53) + 1, 2**53 - 1).map(
        lambda units: Money(amount=Decimal(units).scaleb(-exponent_of(currency)), currency=currency)
    )
)


@settings(deadline=None)
@given(MONEY, cut_periods())
def test_the_parts_of_a_split_period_are_the_whole(amount: Money, cut: tuple[Period, list[datetime]]) -> None:
    period, cuts = cut
    parts = split(amount, period=period, cuts=cuts)
    assert sum(part.amount for part in parts) == amount.amount
    assert all(part == part.rounded() for part in parts)
    assert all(part.amount * amount.amount >= 0 for part in parts)


@settings(deadline=None)
@given(MONEY, cut_periods())
def test_what_is_left_is_the_exact_share_rounded_half_up(amount: Money, cut: tuple[Period, list[datetime]]) -> None:
    period, cuts = cut
    whole = int((period.end - period.start).total_seconds())
    for at in cuts:
        left = (period.end - at) // timedelta(seconds=1)
        units, sign = abs(amount.to_minor_units()), -1 if amount.amount < 0 else 1
        rounded = sign * ((2 * units * left + whole) // (2 * whole))
        assert remaining(amount, period=period, at=at).to_minor_units() == rounded
