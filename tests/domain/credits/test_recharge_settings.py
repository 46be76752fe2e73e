"""What is spent in a month, and what of it is told."""

from datetime import UTC, datetime
from decimal import Decimal

from tollgate.credits.recharge_settings import GrantExpirationPeriod, RechargeAttempt, RechargeSettings
from tollgate.shared.money import Money

JANUARY, FEBRUARY = datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def attempt(cost: str, at: datetime = JANUARY, currency: str = "usd") -> RechargeAttempt:
    return RechargeAttempt(
        grant_id="grant-1",
        quantity=Decimal(cost),
        cost=Money(amount=Decimal(cost), currency=currency),
        started_at=at,
        holder="a",
        held_until=at,
    )


def bought(settings: RechargeSettings, cost: str, at: datetime = JANUARY, currency: str = "usd") -> RechargeSettings:
    purchase = attempt(cost, at, currency)
    return settings.begun(purchase).bought(purchase)


def limited(limit: str | None) -> RechargeSettings:
    amount = Decimal(limit) if limit is not None else None
    return RechargeSettings(customer_id="acme", currency_id="tokens", max_spend_limit=amount)


def test_a_month_is_the_calendar_s_and_currencies_are_apart() -> None:
    settings = bought(bought(bought(limited(None), "10"), "5"), "3", currency="eur")
    assert (settings.spent_in("usd", JANUARY), settings.spent_in("eur", JANUARY)) == (15, 3)
    assert settings.spent_at(JANUARY) == 3
    assert (settings.spent_at(FEBRUARY), settings.spent_in("usd", FEBRUARY)) == (0, 0)
    settings = bought(settings, "7", FEBRUARY)
    assert (settings.spent_at(FEBRUARY), len(settings.spending)) == (7, 1)


def test_what_was_begun_counts_for_its_month_though_it_is_paid_later() -> None:
    purchase = attempt("10")
    settings = limited("10").begun(purchase).bought(purchase)
    assert (settings.spent_at(JANUARY), settings.spent_at(FEBRUARY)) == (10, 0)


def test_each_share_of_the_limit_is_told_once_a_month() -> None:
    told = []
    settings = limited("100")
    for cost, at in (("79", JANUARY), ("1", JANUARY), ("1", JANUARY), ("19", JANUARY), ("95", FEBRUARY)):
        settings = bought(settings, cost, at)
        told.append([share for _, share in settings.reached(at)])
        settings = settings.told(at)
    assert told == [[], [80], [], [90, 100], [80, 90]]
    assert list(bought(limited(None), "10").reached(JANUARY)) == []


def test_credits_last_for_months_of_the_calendar() -> None:
    assert GrantExpirationPeriod.ONE_MONTH.end_from(JANUARY) == datetime(2026, 2, 28, 23, 59, tzinfo=UTC)
    assert GrantExpirationPeriod.ONE_YEAR.end_from(JANUARY) == datetime(2027, 1, 31, 23, 59, tzinfo=UTC)
