"""What a quantity costs at a price, step by step."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Any

from tollgate.charges.errors import AmountTooLarge, InvalidQuantity
from tollgate.charges.formula import CreditCost, formula_of
from tollgate.charges.line import EXACT, Line, LineType, Part
from tollgate.charges.price import BillingModel, CreditRate, Price, PriceTier, TiersMode
from tollgate.charges.price_rules import LARGEST_QUANTITY
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money, exponent_of

_LARGEST_MINOR_UNITS = 2**53 - 1
"""Up to here clients read an amount exactly."""

_TYPE_OF = {
    BillingModel.FLAT_FEE: LineType.BASE,
    BillingModel.PER_UNIT: LineType.IN_ADVANCE_COMMITMENT,
    BillingModel.USAGE_BASED: LineType.PAY_AS_YOU_GO,
    BillingModel.CREDIT_BASED: LineType.OTHER,
    BillingModel.MINIMUM_SPEND: LineType.MINIMUM_SPEND,
}


def line_of(price: Price, quantity: Decimal, *, field: str = "quantity") -> Line:
    """Return what a quantity costs: units, usage or credits, and how often a package is bought for its flat fee.

    Raises `InvalidQuantity`, naming `field`, where the quantity is negative or beyond what is counted exactly, and
    `AmountTooLarge` where the amount is.
    """
    if not quantity.is_finite() or not 0 <= quantity <= LARGEST_QUANTITY:
        raise InvalidQuantity(f"A quantity is between 0 and {LARGEST_QUANTITY}", field=field)
    currency = price.currency
    if currency is None:
        raise InvalidInput("The charge burns credits; it has no price in money", field="creditRate")
    line = Line(
        type=_type_of(price), price=price, quantity=quantity, currency=currency, parts=tuple(_parts(price, quantity))
    )
    if line.exact > Decimal(_LARGEST_MINOR_UNITS).scaleb(-exponent_of(currency)):
        raise AmountTooLarge("This quantity costs more than clients read exactly", field=field)
    return line


def credits_of_event(rate: CreditRate, sold_units: Decimal, dimensions: Mapping[str, Any]) -> CreditCost:
    """Return what one event, or one report of usage, burns of the rate's currency.

    `sold_units` is how much it adds to the usage of the feature, in the units that limits are told in: of a COUNT or
    SUM what the event is worth, of a report the difference it makes, of every other aggregation what that grew by,
    zero where it did not. `dimensions` are those of the event or report, empty where it has none.

    A flat rate burns units · amount, with all digits. A formula burns what it makes of the dimensions, to six decimals,
    however many units there are, zero included. What takes usage back, less than zero units, burns nothing either way:
    credits do not come back with it. A `fault` tells that the formula came to nothing; it is to be logged as an error.

    Raises `InvalidQuantity` for units beyond what is counted exactly.
    """
    if not sold_units.is_finite() or abs(sold_units) > LARGEST_QUANTITY:
        raise InvalidQuantity(f"Usage is within ±{LARGEST_QUANTITY}", field="usage")
    if sold_units < 0:
        return CreditCost(Decimal(0))
    if rate.cost_formula is not None:
        return formula_of(rate.cost_formula).cost(dimensions)
    with localcontext(EXACT):
        return CreditCost(sold_units * rate.amount)


def _type_of(price: Price) -> LineType:
    if price.billing_model is BillingModel.FLAT_FEE and price.price is not None and not price.price.amount:
        return LineType.ZERO_AMOUNT_BASE
    return _TYPE_OF[price.billing_model]


def _parts(price: Price, quantity: Decimal) -> Iterator[Part]:
    if not quantity:
        return
    if price.tiers is not None:
        yield from (_graduated if price.tiers_mode is TiersMode.GRADUATED else _volume)(price.tiers, quantity)
    elif price.block_size is not None:
        blocks = _blocks(quantity, price.block_size)
        yield Part(units=blocks, unit_price=_amount(price.price), block_size=price.block_size)
    else:
        yield Part(units=quantity, unit_price=_amount(price.price))


def _graduated(tiers: tuple[PriceTier, ...], quantity: Decimal) -> Iterator[Part]:
    above = Decimal(0)
    for tier in tiers:
        reached = quantity if tier.up_to is None else min(quantity, tier.up_to)
        with localcontext(EXACT):
            units = reached - above
        yield _in_tier(tier, units, above)
        if tier.holds(quantity):
            return
        above = reached


def _volume(tiers: tuple[PriceTier, ...], quantity: Decimal) -> Iterator[Part]:
    above = Decimal(0)
    for tier in tiers:
        if tier.holds(quantity):
            yield _in_tier(tier, quantity, above)
            return
        above = tier.up_to or above


def _in_tier(tier: PriceTier, units: Decimal, above: Decimal) -> Part:
    return Part(
        units=units,
        unit_price=_amount(tier.unit_price),
        flat_price=_amount(tier.flat_price),
        above=above,
        up_to=tier.up_to,
    )


def _blocks(quantity: Decimal, size: Decimal) -> Decimal:
    # A block that is begun counts whole. The integer quotient and the remainder are exact, a quotient need not be.
    with localcontext(EXACT):
        whole, rest = divmod(quantity, size)
        return whole + 1 if rest else whole


def _amount(money: Money | None) -> Decimal:
    return Decimal(0) if money is None else money.amount
