"""When, and how far, a wallet is filled up by itself; and how far that has come."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from tollgate.shared.entity import Amount, Entity, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import add_months, start_of_day

LIMIT_THRESHOLDS = (80, 90, 100)
"""Percent of the month's limit that are told of once they are spent."""

_OWN = frozenset(("schema_version", "attempt", "month", "spending"))


class ThresholdType(StrEnum):
    """What the threshold counts: credits, or what these cost."""

    CREDIT_AMOUNT = "CREDIT_AMOUNT"
    DOLLAR_AMOUNT = "DOLLAR_AMOUNT"


class GrantExpirationPeriod(StrEnum):
    """How long credits last that are bought by a recharge."""

    ONE_MONTH = "1_MONTH"
    ONE_YEAR = "1_YEAR"

    def end_from(self, moment: datetime) -> datetime:
        """Return when credits expire that take effect at an instant."""
        return add_months(moment, 12 if self is GrantExpirationPeriod.ONE_YEAR else 1)


class RechargeAttempt(Value):
    """A purchase that is under way: `grant_id` names its order and its grant, however often it is given.

    `holder` is who may call the provider, until `held_until` of the world's time. Where it `is_pending` its grant is
    there and waits for the payment.
    """

    grant_id: str
    quantity: Amount
    cost: Money
    started_at: Instant
    holder: str
    held_until: Instant
    is_pending: bool = False


class RechargeSpend(Value):
    """What was spent in a month in one currency, and which shares of the limit were told of."""

    spent: Money
    told: tuple[int, ...] = ()


class RechargeSettings(Entity):
    """The recharge of the customer's own wallet of one currency; what nobody set is switched off.

    `spending` is that of the calendar month that begins at `month`, the currency that was last spent at the end.
    """

    id: str | None = None
    customer_id: str
    currency_id: str
    is_enabled: bool = False
    threshold_type: ThresholdType = ThresholdType.CREDIT_AMOUNT
    threshold_value: Amount = Decimal(0)
    target_balance: Amount = Decimal(0)
    max_spend_limit: Amount | None = None
    grant_expiration_period: GrantExpirationPeriod = GrantExpirationPeriod.ONE_YEAR
    created_at: Instant | None = None
    updated_at: Instant | None = None
    attempt: RechargeAttempt | None = None
    month: Instant | None = None
    spending: tuple[RechargeSpend, ...] = ()

    def configuration(self) -> dict[str, Any]:
        """Return what a customer sets, in wire spelling."""
        return self.model_dump(mode="json", by_alias=True, exclude=set(_OWN))

    def spent_in(self, currency: str, now: datetime) -> Decimal:
        """Return what was spent in the month of an instant in a currency."""
        found = (each.spent.amount for each in self._of_month(now) if each.spent.currency == currency)
        return next(found, Decimal(0))

    def spent_at(self, now: datetime) -> Decimal:
        """Return what was spent in the month of an instant, in the currency of the last purchase."""
        spending = self._of_month(now)
        return spending[-1].spent.amount if spending else Decimal(0)

    def allows(self, cost: Money, now: datetime) -> bool:
        """Tell whether a purchase stays within the month's limit, of which something must be left."""
        if self.max_spend_limit is None:
            return True
        spent = self.spent_in(cost.currency, now)
        return spent < self.max_spend_limit and spent + cost.amount <= self.max_spend_limit

    def begun(self, attempt: RechargeAttempt) -> Self:
        """Return the settings with a purchase under way."""
        month = month_of(attempt.started_at)
        return self.but(attempt=attempt, month=month, spending=self._of_month(attempt.started_at))

    def bought(self, attempt: RechargeAttempt) -> Self:
        """Return the settings once a purchase is made: it counts for the month in which it was begun."""
        currency = attempt.cost.currency
        former = next((each for each in self.spending if each.spent.currency == currency), None)
        former = former or RechargeSpend(spent=Money(amount=Decimal(0), currency=currency))
        others = tuple(each for each in self.spending if each.spent.currency != currency)
        return self.but(attempt=None, spending=(*others, former.but(spent=former.spent + attempt.cost)))

    def reached(self, now: datetime) -> Iterator[tuple[RechargeSpend, int]]:
        """Yield the shares of the limit that are spent in the month of an instant, and were not told of in it yet."""
        limit = self.max_spend_limit
        if not limit:
            return
        for each in self._of_month(now):
            for share in LIMIT_THRESHOLDS:
                if share not in each.told and each.spent.amount * 100 >= limit * share:
                    yield each, share

    def told(self, now: datetime) -> Self:
        """Return the settings once all of that is told."""
        fresh = list(self.reached(now))

        def marked(spend: RechargeSpend) -> RechargeSpend:
            shares = (share for each, share in fresh if each.spent.currency == spend.spent.currency)
            return spend.but(told=(*spend.told, *shares))

        return self.but(spending=tuple(map(marked, self.spending))) if fresh else self

    def _of_month(self, now: datetime) -> tuple[RechargeSpend, ...]:
        return self.spending if self.month == month_of(now) else ()


def month_of(moment: datetime) -> datetime:
    """Return the beginning of the calendar month of an instant, in UTC."""
    return start_of_day(moment).replace(day=1)
