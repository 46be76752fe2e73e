"""Which price is paid, for which quantity: countries and currencies, agreed prices, bounds."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.pricing import (
    ANNUALLY,
    MONTHLY,
    annually,
    base,
    blocks,
    burning,
    calls,
    flat,
    graduated,
    money,
    monthly,
    per_seat,
    seats,
    tiers,
    volume,
)
from tollgate.charges.errors import FormulaInvalid, InvalidPriceAmount, InvalidQuantity, PriceNotFound
from tollgate.charges.localization import billing_periods_of, localized, prices_for
from tollgate.charges.overrides import PriceOverride, overridden, with_overrides
from tollgate.charges.price import BillingCadence, CreditRate, Price
from tollgate.charges.price_set import check_price_set
from tollgate.charges.pricing_model import MinimumSpend, OveragePricingModel, PriceSet
from tollgate.charges.quantity import bought, committed
from tollgate.shared.errors import DomainError, InvalidInput

STEPS = (("5", "20", None), (None, "10", None))


def german(amount: str, **fields: Any) -> Any:
    return monthly(amount, "eur", billing_country_code="DE", **fields)


LOCALIZED = PriceSet(
    pricing_models=(
        base(monthly("10"), annually("100"), german("9"), german("90", billing_period=ANNUALLY)),
        per_seat(monthly("2"), annually("20"), german("1"), german("11", billing_period=ANNUALLY)),
    ),
    minimum_spend=(
        MinimumSpend(billing_period=MONTHLY, minimum=money("50")),
        MinimumSpend(billing_period=MONTHLY, minimum=money("45", "eur")),
    ),
)


def amounts(prices: tuple[Price, ...]) -> list[tuple[str, str]]:
    return [(str(each.price.amount), each.price.currency) for each in prices if each.price]


@pytest.mark.parametrize(
    ("period", "country", "paid"),
    [
        (MONTHLY, None, [("10", "usd"), ("2", "usd"), ("50", "usd")]),
        (MONTHLY, "DE", [("9", "eur"), ("1", "eur"), ("45", "eur")]),
        (MONTHLY, "FR", [("10", "usd"), ("2", "usd"), ("50", "usd")]),
        (ANNUALLY, "DE", [("90", "eur"), ("11", "eur")]),
        (ANNUALLY, None, [("100", "usd"), ("20", "usd")]),
    ],
)
def test_a_country_pays_its_own_prices_else_the_default(period: Any, country: str | None, paid: list[Any]) -> None:
    check_price_set(LOCALIZED)
    assert amounts(prices_for(LOCALIZED.prices(), billing_period=period, country=country)) == paid


def test_the_currency_that_has_to_be_is_kept() -> None:
    german_prices = prices_for(LOCALIZED.prices(), billing_period=MONTHLY, country="DE", currency="eur")
    assert german_prices[0].currency == "eur"
    with pytest.raises(PriceNotFound) as refused:
        prices_for(LOCALIZED.prices(), billing_period=MONTHLY, country="FR", currency="eur")
    assert refused.value.details["field"] == "currency"


def test_a_rate_in_credits_goes_with_every_currency() -> None:
    assert prices_for([burning("2")], billing_period=MONTHLY, country=None, currency="eur") == (burning("2"),)


def test_a_period_that_is_not_sold_has_no_price() -> None:
    with pytest.raises(PriceNotFound) as refused:
        prices_for([flat("1")], billing_period=ANNUALLY, country=None)
    assert refused.value.details["field"] == "billingPeriod"
    assert billing_periods_of([flat("1")]) == {MONTHLY}
    assert billing_periods_of(LOCALIZED.prices()) == {MONTHLY, ANNUALLY}


@pytest.mark.parametrize(
    ("own", "asked", "quantity"),
    [
        (seats("1"), None, 1),
        (seats("1"), "0", 0),
        (seats("1"), "999999", 999_999),
        (seats("1", min_unit_quantity=5), None, 5),
        (seats("1", min_unit_quantity=5), "5", 5),
        (seats("1", min_unit_quantity=0), None, 0),
        (seats("1", max_unit_quantity=7), "7", 7),
    ],
)
def test_a_quantity_within_bounds_is_bought(own: Price, asked: str | None, quantity: int) -> None:
    assert bought(own, None if asked is None else Decimal(asked), field="quantity") == quantity


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        (seats("1"), "-1"),
        (seats("1"), "1.5"),
        (seats("1"), "1000000"),
        (seats("1"), "NaN"),
        (seats("1", min_unit_quantity=5), "4"),
        (seats("1", min_unit_quantity=1), "0"),
        (seats("1", max_unit_quantity=7), "8"),
    ],
)
def test_a_quantity_out_of_bounds_is_not_sold(own: Price, asked: str) -> None:
    with pytest.raises(InvalidQuantity) as refused:
        bought(own, Decimal(asked), field="charges[1].quantity")
    assert refused.value.details["field"] == "charges[1].quantity"


@pytest.mark.parametrize(
    ("own", "quantity", "usable"),
    [
        (volume(("10", None, "50"), ("20", None, "90"), (None, None, "120")), "1", "10"),
        (volume(("10", None, "50"), ("20", None, "90"), (None, None, "120")), "10", "10"),
        (volume(("10", None, "50"), ("20", None, "90"), (None, None, "120")), "11", "20"),
        (volume(("10", None, "50"), ("20", None, "90"), (None, None, "120")), "25", "25"),
        (volume(("10", None, "50"), (None, None, "120")), "0", "0"),
        (volume(*STEPS), "3", "3"),
        (graduated(("10", None, "50"), (None, None, "120")), "3", "3"),
        (seats("1"), "3", "3"),
    ],
)
def test_whoever_buys_a_stair_may_use_all_of_it(own: Price, quantity: str, usable: str) -> None:
    assert committed(own, Decimal(quantity)) == Decimal(usable)


def test_an_override_takes_the_place_of_what_it_changes() -> None:
    assert overridden(seats("9"), PriceOverride(feature_id="seats", amount=Decimal("7.5")), path="") == seats(
        "7.5", is_override=True
    )
    flat_rate = overridden(graduated(*STEPS), PriceOverride(feature_id="calls", amount=Decimal("0.5")), path="")
    assert flat_rate == calls("0.5", is_override=True)
    other_tiers = tiers(("9", "2", "1"), (None, "1", None))
    agreed = overridden(volume(*STEPS), PriceOverride(feature_id="calls", tiers=other_tiers), path="")
    assert agreed == volume(*STEPS).but(tiers=other_tiers, is_override=True)
    larger = overridden(blocks("5", "1000"), PriceOverride(feature_id="calls", block_size=Decimal(2000)), path="")
    assert larger == blocks("5", "2000").but(is_override=True)
    free = overridden(blocks("5", "1000"), PriceOverride(feature_id="calls", amount=Decimal(0)), path="")
    assert free == blocks("0", "1000").but(is_override=True)


def test_a_rate_in_credits_takes_the_place_of_one_as_a_whole() -> None:
    by_formula = CreditRate(amount=Decimal(0), currency_id="tokens", cost_formula="2.5*input")
    agreed = overridden(burning("2"), PriceOverride(feature_id="calls", credit_rate=by_formula), path="")
    assert agreed == burning("2").but(credit_rate=by_formula, is_override=True)
    flat_again = by_formula.but(amount=Decimal(3), cost_formula=None)
    agreed = overridden(agreed, PriceOverride(feature_id="calls", credit_rate=flat_again), path="")
    assert agreed == burning("3").but(is_override=True)


def at_their_places(*overrides: PriceOverride) -> list[tuple[str, PriceOverride]]:
    """Return overrides with the paths that lead to them in a request."""
    return [(f"priceOverrides[{index}].", each) for index, each in enumerate(overrides)]


def test_overrides_find_their_charges_and_leave_the_others() -> None:
    setup = flat("99", billing_cadence=BillingCadence.ONE_OFF)
    agreed = with_overrides(
        [setup, flat("49"), seats("9"), calls("1")],
        at_their_places(
            PriceOverride(base_charge=True, amount=Decimal(40), currency="usd"),
            PriceOverride(feature_id="calls", amount=Decimal("0.5")),
        ),
    )
    assert agreed == (setup, flat("40", is_override=True), seats("9"), calls("0.5", is_override=True))


RATE = CreditRate(amount=Decimal(3), currency_id="tokens")
REFUSED: dict[str, tuple[dict[str, Any], type[DomainError], str]] = {
    "no charge": ({"amount": Decimal(1)}, InvalidInput, "featureId"),
    "two charges": ({"base_charge": True, "feature_id": "calls", "amount": Decimal(1)}, InvalidInput, "featureId"),
    "an unknown feature": ({"feature_id": "regions", "amount": Decimal(1)}, PriceNotFound, "featureId"),
    "no base charge": ({"base_charge": True, "amount": Decimal(1)}, PriceNotFound, "baseCharge"),
    "nothing": ({"feature_id": "calls"}, InvalidInput, "amount"),
    "amount and tiers": (
        {"feature_id": "calls", "amount": Decimal(1), "tiers": tiers(*STEPS)},
        InvalidInput,
        "tiers",
    ),
    "tiers of a price without": ({"feature_id": "seats", "tiers": tiers(*STEPS)}, InvalidInput, "tiers"),
    "another currency": (
        {"feature_id": "seats", "amount": Decimal(1), "currency": "eur"},
        InvalidInput,
        "currency",
    ),
    "tiers in another currency": (
        {"feature_id": "calls", "tiers": tiers(*STEPS, currency="eur")},
        InvalidInput,
        "tiers[0].unitPrice.currency",
    ),
    "a negative amount": ({"feature_id": "seats", "amount": Decimal(-1)}, InvalidPriceAmount, "amount"),
    "a negative tier": (
        {"feature_id": "calls", "tiers": tiers(("5", "1", "-1"), (None, "1", None))},
        InvalidPriceAmount,
        "tiers[0].flatPrice.amount",
    ),
    "half a cent per seat": ({"feature_id": "seats", "amount": Decimal("0.005")}, InvalidInput, "amount"),
    "tiers that descend": (
        {"feature_id": "calls", "tiers": tiers(("5", "1", None), ("4", "1", None), (None, "1", None))},
        InvalidInput,
        "tiers[1].upTo",
    ),
    "blocks in tiers": ({"feature_id": "calls", "block_size": Decimal(5)}, InvalidInput, "blockSize"),
    "blocks of nothing": ({"feature_id": "seats", "block_size": Decimal(0)}, InvalidInput, "blockSize"),
    "money for credits": ({"feature_id": "tokens", "amount": Decimal(1)}, InvalidInput, "amount"),
    "credits for money": ({"feature_id": "seats", "credit_rate": RATE}, InvalidInput, "creditRate"),
    "credits and money": (
        {"feature_id": "tokens", "credit_rate": RATE, "amount": Decimal(1)},
        InvalidInput,
        "creditRate",
    ),
    "credits in a currency of money": (
        {"feature_id": "tokens", "credit_rate": RATE, "currency": "usd"},
        InvalidInput,
        "creditRate",
    ),
    "other credits": (
        {"feature_id": "tokens", "credit_rate": RATE.but(currency_id="minutes")},
        InvalidInput,
        "creditRate.currencyId",
    ),
    "no credits": (
        {"feature_id": "tokens", "credit_rate": RATE.but(amount=Decimal(0))},
        InvalidInput,
        "creditRate.amount",
    ),
    "no formula": (
        {"feature_id": "tokens", "credit_rate": RATE.but(cost_formula="2*")},
        FormulaInvalid,
        "creditRate.costFormula",
    ),
}


@pytest.mark.parametrize(("fields", "error", "field"), REFUSED.values(), ids=REFUSED)
def test_an_override_that_cannot_be_is_refused_by_its_field(
    fields: dict[str, Any], error: type[DomainError], field: str
) -> None:
    prices = [seats("9"), graduated(*STEPS), burning("2").but(feature_id="tokens")]
    with pytest.raises(error) as refused:
        with_overrides(prices, at_their_places(PriceOverride(**fields)))
    assert type(refused.value) is error
    assert refused.value.details["field"] == f"priceOverrides[0].{field}"


def test_a_charge_is_overridden_once() -> None:
    twice = [PriceOverride(feature_id="seats", amount=Decimal(1))] * 2
    with pytest.raises(InvalidInput) as refused:
        with_overrides([seats("9")], at_their_places(*twice))
    assert refused.value.details["field"] == "priceOverrides[1].featureId"


@pytest.mark.parametrize(
    ("country", "paid"),
    [
        (None, [("10", "usd"), ("100", "usd"), ("2", "usd"), ("20", "usd"), ("50", "usd")]),
        ("FR", [("10", "usd"), ("100", "usd"), ("2", "usd"), ("20", "usd"), ("50", "usd")]),
        ("DE", [("9", "eur"), ("90", "eur"), ("1", "eur"), ("11", "eur"), ("45", "eur")]),
    ],
)
def test_a_country_sees_its_own_prices_of_all_charges_or_the_default_ones(
    country: str | None, paid: list[tuple[str, str]]
) -> None:
    assert amounts(localized(LOCALIZED, country).prices()) == paid


def test_overage_is_localized_with_the_charges() -> None:
    overage = OveragePricingModel(feature_id="calls", price_periods=(monthly("0.2"), german("0.1")))
    charges = LOCALIZED.but(overage_pricing_models=(overage,))
    assert amounts(localized(charges, "DE").overage_prices()) == [("0.1", "eur")]
    assert amounts(localized(charges, "FR").overage_prices()) == [("0.2", "usd")]


def test_what_costs_nothing_costs_nothing_anywhere() -> None:
    assert localized(PriceSet(), "DE") == PriceSet()
