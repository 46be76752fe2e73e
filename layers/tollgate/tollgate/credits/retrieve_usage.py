"""What a customer, or one of its resources, burnt over time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tollgate.credits.consumption import Burnt
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.credits.usage_series import FEATURE_KEY, UsageSeries, UsageTimeRange, series_of, span_of, step_of
from tollgate.credits.wallet import WalletKey
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import Period, start_of_hour
from tollgate.shared.scope import Scope

_MOST_KEYS = 3
_KEY = re.compile(r"[a-zA-Z0-9_$-]+")
_LONGEST_SPAN = timedelta(days=1100)


class UsageQuestion(Value):
    """Whose usage of credits is asked for, over which span, and by what it is told apart."""

    customer_id: str
    resource_id: str | None = None
    currency_id: str | None = None
    time_range: UsageTimeRange = UsageTimeRange.LAST_MONTH
    start_date: Instant | None = None
    end_date: Instant | None = None
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreditUsage:
    """The series, what burnt most first; `currency` is the one that was asked for."""

    currency: CustomCurrency | None
    series: list[UsageSeries]


def retrieve_credit_usage(scope: Scope, question: UsageQuestion, *, ports: Crediting) -> CreditUsage:
    """Return what was burnt; without a currency the series of each, which never mix.

    Raises `CustomerNotFound`, `CustomCurrencyNotFound`, and `InvalidInput` naming the field.
    """
    _check_keys(question.group_by)
    customer = ports.access.find(scope, question.customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(question.customer_id)
    currency = None
    if question.currency_id is not None:
        currency = retrieve_custom_currency(scope, question.currency_id, currencies=ports.currencies)
    now = ports.clock.now(scope, customer.test_clock_id)
    period, step = span_of(question.time_range, now)
    if question.start_date is not None:
        period = _asked(question.start_date, question.end_date or now)
        step = step_of(period)
    burnt = (each for key in _wallets(scope, question, ports) for each in ports.ledger.burnt(scope, key, period))
    return CreditUsage(currency, series_of(_of_owner(burnt, question.resource_id), period, step, question.group_by))


def _wallets(scope: Scope, question: UsageQuestion, ports: Crediting) -> list[WalletKey]:
    owners = dict.fromkeys((question.resource_id, None))
    keys = [key for owner in owners for key in ports.wallets.of_owner(scope, question.customer_id, owner)]
    return [key for key in keys if question.currency_id in (None, key.currency_id)]


def _of_owner(burnt: Iterator[Burnt], resource_id: str | None) -> Iterator[Burnt]:
    return (each for each in burnt if resource_id in (None, each.key.resource_id, each.resource_id))


def _asked(start: datetime, end: datetime) -> Period:
    if end <= start:
        raise InvalidInput("endDate must be later than startDate", field="endDate")
    if end - start > _LONGEST_SPAN:
        raise InvalidInput(f"At most {_LONGEST_SPAN.days} days are told at once", field="startDate")
    return Period(start=start_of_hour(start), end=end)


def _check_keys(keys: tuple[str, ...]) -> None:
    if len([key for key in keys if key != FEATURE_KEY]) > _MOST_KEYS:
        raise InvalidInput(f"groupBy takes at most {_MOST_KEYS} keys of dimensions", field="groupBy")
    if len(set(keys)) != len(keys):
        raise InvalidInput("groupBy names a key twice", field="groupBy")
    wrong = next((key for key in keys if not _KEY.fullmatch(key)), None)
    if wrong is not None:
        raise InvalidInput(f"groupBy takes letters, digits, '_', '$' and '-'; {wrong} has others", field="groupBy")
