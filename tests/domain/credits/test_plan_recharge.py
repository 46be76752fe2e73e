"""What a balance calls for: tables of cases."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tollgate.charges.price import BillingModel, Price, PriceTier, TiersMode
from tollgate.credits.plan_recharge import (
    NO_PRICE,
    TARGET_TOO_LOW,
    Enough,
    Impossible,
    Need,
    OverLimit,
    Purchase,
    below_which,
    plan_recharge,
    unit_price,
)
from tollgate.credits.recharge_settings import RechargeSettings, RechargeSpend, ThresholdType, month_of
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 2, 1, tzinfo=UTC)
DOLLARS = ThresholdType.DOLLAR_AMOUNT


def dollars(amount: str, currency: str = "usd") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def a_price(amount: str | None = "1", currency: str = "usd", **fields: Any) -> Price:
    """Return the price of tokens."""
    return Price(
        billing_model=BillingModel.CREDIT_BASED,
        billing_period=BillingPeriod.MONTHLY,
        top_up_custom_currency_id="tokens",
        price=dollars(amount, currency) if amount is not None else None,
        **fields,
    )


def set_to(threshold: str = "20", target: str = "50", **fields: Any) -> RechargeSettings:
    """Return settings that are switched on."""
    return RechargeSettings(
        id="recharge-1",
        customer_id="acme",
        currency_id="tokens",
        is_enabled=True,
        threshold_value=Decimal(threshold),
        target_balance=Decimal(target),
        **fields,
    )


def limited(limit: str, spent: str, *, currency: str = "usd", month: datetime = NOW) -> dict[str, Any]:
    """Return a limit, of which something is spent."""
    spending = (RechargeSpend(spent=dollars(spent, currency)),)
    return {"max_spend_limit": Decimal(limit), "month": month_of(month), "spending": spending}


def need_of(settings: RechargeSettings, balance: str, price: Price | None, watched: Decimal | None = None) -> Need:
    below = below_which(settings, price, watched)
    return plan_recharge(settings, price, below, Decimal(balance), NOW)


BUY_31 = Purchase(Decimal(31), dollars("31.00"))


@pytest.mark.parametrize(
    ("settings", "balance", "expected"),
    [
        (set_to(), "19", BUY_31),
        (set_to(), "20", Enough()),
        (set_to(), "19.999999999999", Purchase(Decimal("30.000001"), dollars("30.00"))),
        (set_to(), "-15", Purchase(Decimal(65), dollars("65.00"))),
        (set_to(threshold="0"), "0", Enough()),
        (set_to(threshold="0"), "-1", Purchase(Decimal(51), dollars("51.00"))),
        (set_to(**limited("100", "95")), "19", OverLimit(NEXT_MONTH)),
        (set_to(**limited("100", "69")), "19", BUY_31),
        (set_to(**limited("100", "69.01")), "19", OverLimit(NEXT_MONTH)),
        (set_to(**limited("100", "100")), "19", OverLimit(NEXT_MONTH)),
        (set_to(**limited("0", "0")), "19", OverLimit(NEXT_MONTH)),
        (set_to(**limited("100", "100", month=datetime(2025, 12, 31, tzinfo=UTC))), "19", BUY_31),
        (set_to(**limited("100", "100", currency="eur")), "19", BUY_31),
        (set_to(threshold="60"), "19", Impossible(TARGET_TOO_LOW)),
        (set_to(threshold="60"), "60", Enough()),
    ],
)
def test_what_a_balance_calls_for(settings: RechargeSettings, balance: str, expected: Need) -> None:
    assert need_of(settings, balance, a_price()) == expected


@pytest.mark.parametrize(
    ("price", "below"),
    [
        (a_price("0.5"), "20"),
        (a_price("3"), "3.333333333334"),
        (a_price("5", block_size=Decimal(10)), "20"),
        (
            a_price(
                None,
                tiers_mode=TiersMode.GRADUATED,
                tiers=(PriceTier(up_to=Decimal(20), unit_price=dollars("2")), PriceTier(unit_price=dollars("1"))),
            ),
            "7.142857142858",
        ),
    ],
)
def test_a_threshold_in_dollars_is_as_many_credits_as_it_buys(price: Price, below: str) -> None:
    settings = set_to(threshold="10", threshold_type=DOLLARS)
    assert below_which(settings, price) == Decimal(below)
    assert isinstance(need_of(settings, below, price), Enough)
    just_less = str(Decimal(below) - Decimal("0.000000000001"))
    assert isinstance(need_of(settings, just_less, price), Purchase)


def test_credits_for_nothing_are_never_worth_a_threshold() -> None:
    settings = set_to(threshold="10", threshold_type=DOLLARS)
    assert unit_price(a_price("0"), Decimal(50)) == 0
    assert need_of(settings, "19", a_price("0")) == Impossible(TARGET_TOO_LOW)
    assert need_of(set_to(), "19", a_price("0")) == Purchase(Decimal(31), dollars("0.00"))


def test_without_a_price_nothing_can_be_bought() -> None:
    assert need_of(set_to(), "19", None) == Impossible(NO_PRICE)
    assert need_of(set_to(), "20", None) == Enough()
    in_dollars = set_to(threshold="10", threshold_type=DOLLARS)
    assert need_of(in_dollars, "6", None, watched=Decimal(5)) == Enough()
    assert need_of(in_dollars, "4", None, watched=Decimal(5)) == Impossible(NO_PRICE)


def test_what_costs_more_than_is_counted_cannot_be_bought() -> None:
    found = need_of(set_to(target="1000000000000000"), "19", a_price("1000"))
    assert isinstance(found, Impossible)
    assert found.error
