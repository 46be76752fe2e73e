"""Which add-ons may be held together with a plan, and which of their units cost nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tollgate.catalog.addon import Addon
from tollgate.catalog.bundle import ChosenAddon, FreeItem, free_items_of
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.charges.price import Price
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.subscriptions.errors import (
    AddonDependencyMissing,
    AddonQuantityExceeded,
    DuplicateAddon,
    IncompatibleAddon,
)
from tollgate.subscriptions.terms import AddonWish

LARGEST_QUANTITY = 999_999


def check_choice(wishes: Sequence[AddonWish], plan: Plan, addons: Mapping[str, Addon]) -> None:
    """Raise where these add-ons do not go with the plan or with each other, naming the one by its place."""
    chosen = {each.id for each in wishes}
    if len(chosen) < len(wishes):
        raise DuplicateAddon("Name each add-on once, with its quantity", field="addons")
    offered = {*plan.compatible_addon_ids, *(each for group in plan.offered_package_groups for each in group.addon_ids)}
    for index, wish in enumerate(wishes):
        addon, field = addons[wish.id], f"addons[{index}].id"
        is_sold_free = plan.pricing_type is PricingType.FREE and addon.pricing_type is PricingType.PAID
        if wish.id not in offered or is_sold_free:
            raise IncompatibleAddon(f"{plan.id} is not sold with the add-on {wish.id}", field=field)
        missing = sorted(set(addon.dependencies) - chosen)
        if missing:
            raise AddonDependencyMissing(f"{wish.id} needs the add-on {missing[0]} beside it", field=field)
        _check_quantity(wish, addon, field=f"addons[{index}].quantity")


def _check_quantity(wish: AddonWish, addon: Addon, *, field: str) -> None:
    if not 1 <= wish.quantity <= LARGEST_QUANTITY:
        raise InvalidInput(f"The quantity is between 1 and {LARGEST_QUANTITY}", field=field)
    if addon.max_quantity is not None and wish.quantity > addon.max_quantity:
        raise AddonQuantityExceeded(f"A subscription holds at most {addon.max_quantity} of {wish.id}", field=field)


def free_items(wishes: Sequence[AddonWish], plan: Plan, base_prices: Mapping[str, Price]) -> tuple[FreeItem, ...]:
    """Return which units of the chosen add-ons are the free ones of the plan's bundles.

    Raises `TooFewItemsOfGroup` where a group asks for more than is chosen.
    """
    found: dict[str, int] = {}
    for offer in plan.compatible_package_groups:
        group = plan.offered(offer.package_group_id)
        members = set(group.addon_ids) if group is not None else set()
        chosen = [
            ChosenAddon(addon_id=wish.id, quantity=wish.quantity, unit_price=_price_of(base_prices.get(wish.id)))
            for wish in wishes
            if wish.id in members
        ]
        for item in free_items_of(offer, chosen):
            # An add-on in two groups is given for nothing as often as the more generous one says.
            found[item.addon_id] = max(item.quantity, found.get(item.addon_id, 0))
    return tuple(FreeItem(addon_id=addon_id, quantity=quantity) for addon_id, quantity in sorted(found.items()))


def free_quantity(items: Sequence[FreeItem], addon_id: str) -> Decimal:
    """Return how many units of an add-on cost nothing."""
    return Decimal(next((each.quantity for each in items if each.addon_id == addon_id), 0))


def _price_of(price: Price | None) -> Money | None:
    return price.price if price is not None else None
