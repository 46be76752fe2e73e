"""What a quantity costs at a price, step by step."""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from tollgate.charges.errors import AmountTooLarge, InvalidQuantity
from tollgate.charges.line import EXACT, Line, LineType, Part
from tollgate.charges.price import BillingModel, Price, PriceTier, TiersMode
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


def credits_of(price: Price, usage: Decimal) -> Decimal:
    """Return the credits that usage burns at a price with a rate in credits, with all digits."""
    if price.credit_rate is None:
        raise InvalidInput("The charge has a price in money; it burns no credits", field="creditRate")
    if not usage.is_finite() or not 0 <= usage <= LARGEST_QUANTITY:
        raise InvalidQuantity(f"Usage is between 0 and {LARGEST_QUANTITY}", field="usage")
    with localcontext(EXACT):
        return usage * price.credit_rate.amount


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
