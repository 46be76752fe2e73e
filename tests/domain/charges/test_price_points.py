"""What a package costs at least: the point of each billing period and country, case by case."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.pricing import ANNUALLY, MONTHLY, annually, base, charge, money, monthly, per_call, per_seat, tiers
from tollgate.charges.price import BillingCadence, BillingModel, CreditRate, TiersMode
from tollgate.charges.price_points import PricePoint, price_points
from tollgate.charges.pricing_model import MinimumSpend, OveragePricingModel, PriceSet, PricingModel
from tollgate.shared.currency import symbol_of

ONCE = BillingCadence.ONE_OFF


def point(amount: str, currency: str = "usd", **fields: Any) -> PricePoint:
    """Return a monthly point of the default prices, to which nothing is added."""
    defaults = {
        "billing_period": MONTHLY,
        "billing_country_code": None,
        "additional_charges_may_apply": False,
        "feature_id": None,
    }
    return PricePoint(amount=money(amount, currency), **{**defaults, **fields})


def tiered(mode: TiersMode, *steps: tuple[str | None, str | None, str | None], **fields: Any) -> PricingModel:
    """Return seats in tiers."""
    return per_seat(monthly(price=None, tiers=tiers(*steps)), tiers_mode=mode, **fields)


def credits(period: Any, **fields: Any) -> PricingModel:
    """Return credits that are bought in advance."""
    return charge(BillingModel.CREDIT_BASED, period, top_up_custom_currency_id="tokens", **fields)


def spend(amount: str, currency: str = "usd", period: Any = MONTHLY) -> MinimumSpend:
    """Return a minimum spend."""
    return MinimumSpend(billing_period=period, minimum=money(amount, currency))


GRADUATED, VOLUME = TiersMode.GRADUATED, TiersMode.VOLUME
RATE = monthly(price=None, credit_rate=CreditRate(amount=Decimal(2), currency_id="tokens"))

CASES: list[tuple[str, list[PricingModel], PricePoint]] = [
    ("a fee", [base(monthly("49"))], point("49")),
    ("a fee of nothing", [base(monthly("0"))], point("0")),
    ("a fee with cents", [base(monthly("9.99"))], point("9.99")),
    ("a fee in yen", [base(monthly("980", "jpy"))], point("980", "jpy")),
    ("a fee in dinars", [base(monthly("1.125", "kwd"))], point("1.125", "kwd")),
    ("a seat", [per_seat(monthly("12"))], point("12", feature_id="seats")),
    ("a fee and a seat", [base(monthly("20")), per_seat(monthly("5"))], point("25")),
    ("a fee of nothing and a seat", [base(monthly("0")), per_seat(monthly("5"))], point("5", feature_id="seats")),
    ("at least five seats", [per_seat(monthly("12"), min_unit_quantity=5)], point("60")),
    ("at least one seat", [per_seat(monthly("12"), min_unit_quantity=1)], point("12", feature_id="seats")),
    ("a fee and three seats", [base(monthly("20")), per_seat(monthly("5"), min_unit_quantity=3)], point("35")),
    ("seats and sites", [per_seat(monthly("5")), per_seat(monthly("7"), feature_id="sites")], point("12")),
    ("a block of ten", [per_seat(monthly("30", block_size=Decimal(10)))], point("30")),
    ("eleven in blocks", [per_seat(monthly("30", block_size=Decimal(10)), min_unit_quantity=11)], point("60")),
    ("blocks of one", [per_seat(monthly("30", block_size=Decimal(1)))], point("30", feature_id="seats")),
    (
        "a seat of a first tier",
        [tiered(GRADUATED, ("5", "20", None), (None, "15", None))],
        point("20", feature_id="seats"),
    ),
    (
        "a seat with the fee of its tier",
        [tiered(GRADUATED, ("5", "20", "10"), (None, "15", None))],
        point("30", feature_id="seats"),
    ),
    (
        "seven seats in graduated tiers",
        [tiered(GRADUATED, ("5", "20", None), (None, "15", None), min_unit_quantity=7)],
        point("130"),
    ),
    (
        "seven seats by volume",
        [tiered(VOLUME, ("5", "20", None), (None, "15", None), min_unit_quantity=7)],
        point("105"),
    ),
    ("the end of a tier", [tiered(VOLUME, ("5", "20", None), (None, "15", None), min_unit_quantity=5)], point("100")),
    ("a stair", [tiered(VOLUME, ("5", None, "90"), ("10", None, "150"))], point("90")),
    ("the second stair", [tiered(VOLUME, ("5", None, "90"), ("10", None, "150"), min_unit_quantity=6)], point("150")),
    ("usage only", [per_call(monthly("0.01"))], point("0", additional_charges_may_apply=True)),
    (
        "a fee and usage",
        [base(monthly("10")), per_call(monthly("0.01"))],
        point("10", additional_charges_may_apply=True),
    ),
    (
        "a seat and usage",
        [per_seat(monthly("10")), per_call(monthly("0.01"))],
        point("10", feature_id="seats", additional_charges_may_apply=True),
    ),
    (
        "a set-up fee",
        [base(monthly("10")), base(monthly("500"), billing_cadence=ONCE)],
        point("10", additional_charges_may_apply=True),
    ),
    (
        "nothing but a set-up fee",
        [base(monthly("500"), billing_cadence=ONCE)],
        point("0", additional_charges_may_apply=True),
    ),
    (
        "seats that are bought once",
        [base(monthly("10")), per_seat(monthly("99"), billing_cadence=ONCE)],
        point("10", additional_charges_may_apply=True),
    ),
    (
        "a fee and credits",
        [base(monthly("10")), credits(monthly("0.5"))],
        point("10", additional_charges_may_apply=True),
    ),
    (
        "credits of which some have to be bought",
        [base(monthly("10")), credits(monthly("0.5"), min_unit_quantity=100)],
        point("60", additional_charges_may_apply=True),
    ),
    (
        "a fee and usage that burns credits",
        [base(monthly("10")), charge(BillingModel.CREDIT_BASED, RATE, feature_id="calls")],
        point("10", additional_charges_may_apply=True),
    ),
]


@pytest.mark.parametrize(("models", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_point_is_what_everyone_pays_at_the_start_of_a_period(
    models: list[PricingModel], expected: PricePoint
) -> None:
    assert price_points(PriceSet(pricing_models=tuple(models))) == (expected,)


def test_years_have_a_point_of_their_own_for_the_whole_year() -> None:
    seats = per_seat(monthly("10"), annually("96"), min_unit_quantity=2)
    assert price_points(PriceSet(pricing_models=(seats,))) == (
        point("20"),
        point("192", billing_period=ANNUALLY),
    )


def test_countries_have_points_of_their_own_after_the_default_ones() -> None:
    fee = base(
        monthly("9", "eur", billing_country_code="DE"),
        annually("90", "eur", billing_country_code="DE"),
        annually("100"),
        monthly("10"),
    )
    german = {"billing_country_code": "DE"}
    assert price_points(PriceSet(pricing_models=(fee,))) == (
        point("10"),
        point("100", billing_period=ANNUALLY),
        point("9", "eur", **german),
        point("90", "eur", billing_period=ANNUALLY, **german),
    )


def test_a_minimum_spend_is_paid_in_advance_too_in_its_currency() -> None:
    usage = per_call(monthly("0.01"), monthly("0.02", "eur", billing_country_code="DE"))
    charges = PriceSet(pricing_models=(usage,), minimum_spend=(spend("100"), spend("80", "eur")))
    assert price_points(charges) == (
        point("100", additional_charges_may_apply=True),
        point("80", "eur", additional_charges_may_apply=True, billing_country_code="DE"),
    )


def test_a_seat_beside_a_minimum_spend_is_not_all_there_is_to_pay() -> None:
    charges = PriceSet(pricing_models=(per_seat(monthly("10")),), minimum_spend=(spend("100"),))
    assert price_points(charges) == (point("110"),)


def test_overage_comes_on_top() -> None:
    overage = OveragePricingModel(feature_id="calls", price_periods=(monthly("0.1"),))
    with_fee = PriceSet(pricing_models=(base(monthly("10")),), overage_pricing_models=(overage,))
    assert price_points(with_fee) == (point("10", additional_charges_may_apply=True),)
    alone = PriceSet(overage_pricing_models=(overage,))
    assert price_points(alone) == (point("0", additional_charges_may_apply=True),)


def test_there_is_no_point_without_a_price_in_money() -> None:
    assert price_points(PriceSet()) == ()
    burning = charge(BillingModel.CREDIT_BASED, RATE, feature_id="calls")
    assert price_points(PriceSet(pricing_models=(burning,))) == ()


def test_there_is_no_point_that_clients_could_not_read() -> None:
    seats = per_seat(monthly("999999999999"), min_unit_quantity=999_999)
    assert price_points(PriceSet(pricing_models=(seats,))) == ()


@pytest.mark.parametrize(
    ("currency", "symbol"), [("usd", "$"), ("cad", "CA$"), ("eur", "€"), ("jpy", "¥"), ("cny", "CN¥"), ("chf", "CHF")]
)
def test_no_two_currencies_share_a_symbol(currency: str, symbol: str) -> None:
    assert symbol_of(currency) == symbol
