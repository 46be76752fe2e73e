"""What an add-on may ask for."""

from collections.abc import Iterable

from tollgate.catalog.addon import Addon
from tollgate.catalog.errors import AddonsNotFound
from tollgate.catalog.ports import AddonRepository
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

MOST_ADDONS = 100
"""In one list, of dependencies or of what is compatible, so that a version stays far from the sizes that fit."""
LARGEST_QUANTITY = 999_999


def check_addon(scope: Scope, addon: Addon, *, addons: AddonRepository) -> None:
    """Raise `AddonsNotFound`, `EntityIsArchived` or `InvalidInput` where the add-on cannot be like this."""
    if addon.max_quantity is not None and not 1 <= addon.max_quantity <= LARGEST_QUANTITY:
        raise InvalidInput(f"maxQuantity is between 1 and {LARGEST_QUANTITY}", field="maxQuantity")
    if not addon.dependencies:
        return
    field = "dependencies"
    if addon.id in addon.dependencies:
        raise InvalidInput("An add-on does not depend on itself", field=field)
    versions = addons.current(scope)
    check_listed(addon.dependencies, versions, product_id=addon.product_id, field=field)
    needing = _needed_by(addon.dependencies, [each for each in versions if each.id != addon.id])
    if addon.id in needing:
        raise InvalidInput("An add-on does not depend on one that depends on it", field=field)


def check_listed(addon_ids: tuple[str, ...], versions: Iterable[Addon], *, product_id: str, field: str) -> None:
    """Raise unless add-ons may be listed together: all of the product, each once, none archived.

    `versions` are all drafts and latest versions of add-ons. Raises `AddonsNotFound`, `EntityIsArchived`,
    `InvalidInput`.
    """
    if len(addon_ids) > MOST_ADDONS:
        raise InvalidInput(f"At most {MOST_ADDONS} add-ons are listed", field=field)
    if len(set(addon_ids)) < len(addon_ids):
        raise InvalidInput("Each add-on is listed once", field=field)
    known = {each.id: each for each in versions}
    missing = [addon_id for addon_id in addon_ids if addon_id not in known]
    if missing:
        raise AddonsNotFound.of(missing, field=field)
    for addon_id in addon_ids:
        if known[addon_id].is_archived:
            raise EntityIsArchived.of("add-on", addon_id, field=field)
        if known[addon_id].product_id != product_id:
            raise InvalidInput(f"{addon_id} is an add-on of another product", field=field)


def _needed_by(addon_ids: tuple[str, ...], versions: list[Addon]) -> set[str]:
    """Return the add-ons and all they depend on, by what is sold or by a draft."""
    found: set[str] = set()
    left = list(addon_ids)
    while left:
        current = left.pop()
        if current not in found:
            found.add(current)
            left += [needed for each in versions if each.id == current for needed in each.dependencies]
    return found
