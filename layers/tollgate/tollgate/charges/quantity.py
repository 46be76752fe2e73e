"""How much is bought of a charge that is paid in advance."""

from decimal import Decimal

from tollgate.charges.errors import InvalidQuantity
from tollgate.charges.model_rules import LARGEST_UNIT_QUANTITY
from tollgate.charges.price import Price


def bought(price: Price, quantity: Decimal | None, *, field: str) -> Decimal:
    """Return the quantity that is bought: without a wish the least there is, else one.

    Raises `InvalidQuantity`, naming `field`, for a fraction or what is outside the price's bounds. Zero may be asked
    for unless the price has a minimum.
    """
    least, most = price.min_unit_quantity or 0, price.max_unit_quantity or LARGEST_UNIT_QUANTITY
    if quantity is None:
        return Decimal(1 if price.min_unit_quantity is None else least)
    if not quantity.is_finite() or quantity != quantity.to_integral_value() or not least <= quantity <= most:
        raise InvalidQuantity(f"The quantity is a whole number between {least} and {most}", field=field)
    return quantity


def committed(price: Price, quantity: Decimal) -> Decimal:
    """Return how many units the buyer may use: the whole tier where tiers are bought, else what is bought."""
    if not price.is_stair_step or not quantity:
        return quantity
    step = next(tier for tier in price.tiers or () if tier.holds(quantity))
    return quantity if step.up_to is None else step.up_to
