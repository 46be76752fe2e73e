"""Money, as GraphQL shows it."""

from decimal import Decimal
from typing import NamedTuple

from tollgate.shared.money import Money


class MoneyView(NamedTuple):
    """`Money`, whose currency GraphQL writes in capitals."""

    amount: Decimal
    currency: str


def money_view(money: Money) -> MoneyView:
    """Return the view of an amount."""
    return MoneyView(money.amount, money.currency.upper())


def money_view_or_none(money: Money | None) -> MoneyView | None:
    """Return the view of an amount, None where there is none."""
    return money_view(money) if money is not None else None
