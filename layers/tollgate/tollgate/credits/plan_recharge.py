"""What a wallet's balance calls for, by its recharge settings and the price of credits. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from tollgate.charges.amounts import line_of
from tollgate.charges.errors import AmountTooLarge, InvalidQuantity
from tollgate.charges.price import Price
from tollgate.credits.recharge_settings import RechargeSettings, ThresholdType, month_of
from tollgate.shared.money import Money
from tollgate.shared.period import add_months

NO_PRICE = "No subscription of the customer sells credits of this currency"
TARGET_TOO_LOW = "targetBalance is not above the threshold at the present price of credits"

_BURN_STEP = Decimal(1).scaleb(-12)
"""Balances have as many decimals: rounded up to them, the same balances are below a threshold as exactly."""
_GRANT_STEP = Decimal(1).scaleb(-6)


@dataclass(frozen=True)
class Enough:
    """Nothing is to be bought."""


@dataclass(frozen=True)
class OverLimit:
    """The month's limit does not allow the purchase; it may in the next month."""

    until: datetime


@dataclass(frozen=True)
class Impossible:
    """The balance calls for a purchase that cannot be made."""

    error: str


@dataclass(frozen=True)
class Purchase:
    """So many credits are to be bought for so much."""

    quantity: Decimal
    cost: Money


Need = Enough | OverLimit | Impossible | Purchase


def plan_recharge(
    settings: RechargeSettings, price: Price | None, below: Decimal | None, balance: Decimal, now: datetime
) -> Need:
    """Return what is to be done about a balance, by settings that are switched on.

    It calls for a purchase where it is less than `below`. What is bought lifts it to the target; nothing is bought in
    part.
    """
    if below is None or (balance < below and price is not None and below >= settings.target_balance):
        return Impossible(TARGET_TOO_LOW)
    if balance >= below:
        return Enough()
    if price is None:
        return Impossible(NO_PRICE)
    quantity = (settings.target_balance - balance).quantize(_GRANT_STEP, rounding=ROUND_CEILING)
    try:
        cost = line_of(price, quantity).amount
    except (AmountTooLarge, InvalidQuantity) as refused:
        return Impossible(str(refused))
    if not settings.allows(cost, now):
        return OverLimit(until=add_months(month_of(now), 1))
    return Purchase(quantity, cost)


def below_which(settings: RechargeSettings, price: Price | None, watched: Decimal | None = None) -> Decimal | None:
    """Return the credits below which is bought; None where no number of them is worth a threshold in money.

    Without a price a threshold in money stays at the credits that it came to, as they are `watched` for.
    """
    if settings.threshold_type is ThresholdType.CREDIT_AMOUNT or not settings.threshold_value:
        return settings.threshold_value
    if price is None:
        return watched or Decimal(0)
    unit = unit_price(price, settings.target_balance)
    return (settings.threshold_value / unit).quantize(_BURN_STEP, rounding=ROUND_CEILING) if unit else None


def unit_price(price: Price, quantity: Decimal) -> Decimal:
    """Return what one credit is worth: a block's price by its size, by tiers what it costs when so many are bought."""
    if price.tiers is not None:
        return line_of(price, quantity).exact / quantity if quantity else Decimal(0)
    amount = price.price.amount if price.price is not None else Decimal(0)
    return amount / price.block_size if price.block_size is not None else amount
