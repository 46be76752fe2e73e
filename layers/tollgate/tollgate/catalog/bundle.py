"""The rule of bundles: how many items of a package group have to be taken, and which of them cost nothing."""

from collections.abc import Iterable
from decimal import Decimal

from tollgate.catalog.package_group_errors import TooFewItemsOfGroup
from tollgate.catalog.plan import CompatiblePackageGroup
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money


class ChosenAddon(Value):
    """An add-on of a group that a subscription takes, each once; without a price a unit costs nothing anyhow."""

    addon_id: str
    quantity: int
    unit_price: Money | None = None


class FreeItem(Value):
    """How many units of an add-on cost nothing."""

    addon_id: str
    quantity: int


def free_items_of(offer: CompatiblePackageGroup, chosen: Iterable[ChosenAddon]) -> tuple[FreeItem, ...]:
    """Return which units of the chosen add-ons of one group are free: the cheapest, by unit price, then by add-on id.

    Raises `TooFewItemsOfGroup` where fewer are chosen than the plan asks for, and `InvalidInput` for prices in several
    currencies.
    """
    items = sorted((each for each in chosen if each.quantity > 0), key=lambda each: (_amount(each), each.addon_id))
    currencies = {each.unit_price.currency for each in items if each.unit_price is not None}
    if len(currencies) > 1:
        raise InvalidInput(f"Prices in {' and '.join(sorted(currencies))} cannot be compared", field="currency")
    taken, asked = sum(each.quantity for each in items), int(offer.min_items or 0)
    if taken < asked:
        raise TooFewItemsOfGroup.of(offer.package_group_id, taken=taken, asked=asked)
    free, left = [], int(offer.free_items or 0)
    for item in items:
        quantity = min(left, item.quantity)
        if quantity > 0:
            free.append(FreeItem(addon_id=item.addon_id, quantity=quantity))
            left -= quantity
    return tuple(free)


def _amount(item: ChosenAddon) -> Decimal:
    return item.unit_price.amount if item.unit_price is not None else Decimal(0)
