"""Which package groups a plan may offer, and what it offers of them once it is published."""

from collections.abc import Sequence
from decimal import Decimal

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import LARGEST_QUANTITY
from tollgate.catalog.errors import CompatibleAddonIsDraft
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package import PricingType
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.package_group_errors import PackageGroupNotFound
from tollgate.catalog.plan import CompatiblePackageGroup, OfferedPackageGroup, Plan
from tollgate.catalog.ports import (
    AddonRepository,
)
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

MOST_GROUPS = 20
"""More than one plan page shows, and few enough for their add-ons to be stored with a version."""


def check_groups(
    scope: Scope, plan: Plan, *, groups: PackageGroupRepository, addons: AddonRepository
) -> list[PackageGroup]:
    """Return the latest versions of the groups that a plan is to offer, in its order.

    Raises `PackageGroupNotFound`, `EntityIsArchived`, and `InvalidInput` for too many, one that is named twice, one of
    another product, numbers of items that cannot be, and custom add-ons beside a plan that is not.
    """
    wanted = plan.compatible_package_groups
    if not wanted:
        return []
    if len(wanted) > MOST_GROUPS:
        raise InvalidInput(f"A plan offers at most {MOST_GROUPS} package groups", field="packageGroups")
    found = [_group(scope, plan, each, f"packageGroups[{index}]", groups) for index, each in enumerate(wanted)]
    ids = [group.id for group in found]
    for index, group_id in enumerate(ids):
        if group_id in ids[:index]:
            raise InvalidInput(f"{group_id} is offered twice; name it once", field=f"packageGroups[{index}]")
    _check_custom_addons(plan, found, addons.current(scope))
    return found


def offered_groups(
    scope: Scope, plan: Plan, *, groups: PackageGroupRepository, addons: AddonRepository
) -> tuple[OfferedPackageGroup, ...]:
    """Return what a plan offers of its groups from its publishing on, whatever becomes of them later.

    Raises what `check_groups` raises, and `CompatibleAddonIsDraft` for an empty group or a draft in it.
    """
    found = check_groups(scope, plan, groups=groups, addons=addons)
    empty = [group.id for group in found if group.is_draft]
    if empty:
        raise CompatibleAddonIsDraft(f"These package groups have no add-ons; set them first: {', '.join(empty)}")
    sold = {each.id for each in addons.current(scope) if each.is_latest} if found else set()
    drafts = sorted({addon_id for group in found for addon_id in group.addon_ids} - sold)
    if drafts:
        message = f"These add-ons of package groups are drafts; publish them first: {', '.join(drafts)}"
        raise CompatibleAddonIsDraft(message)
    return tuple(
        OfferedPackageGroup(package_group_id=group.id, version_number=group.version_number, addon_ids=group.addon_ids)
        for group in found
    )


def _group(
    scope: Scope, plan: Plan, wanted: CompatiblePackageGroup, field: str, groups: PackageGroupRepository
) -> PackageGroup:
    for name, items in (("minItems", wanted.min_items), ("freeItems", wanted.free_items)):
        if items is not None and not _is_number_of_items(items):
            message = f"{name} is a whole number, 0-{LARGEST_QUANTITY}"
            raise InvalidInput(message, field=f"{field}.options.{name}")
    group = groups.find(scope, wanted.package_group_id)
    if group is None:
        raise PackageGroupNotFound.of(wanted.package_group_id)
    if group.is_archived:
        raise EntityIsArchived.of("packageGroup", group.id)
    if group.product_id != plan.product_id:
        raise InvalidInput(f"{group.id} is a package group of another product", field=field)
    return group


def _is_number_of_items(items: Decimal) -> bool:
    return 0 <= items <= LARGEST_QUANTITY and items == items.to_integral_value()


def _check_custom_addons(plan: Plan, groups: Sequence[PackageGroup], versions: Sequence[Addon]) -> None:
    if plan.pricing_type in {PricingType.CUSTOM, None}:
        return
    custom = {each.id for each in versions if each.pricing_type is PricingType.CUSTOM}
    for index, group in enumerate(groups):
        unfit = [addon_id for addon_id in group.addon_ids if addon_id in custom]
        if unfit:
            message = f"Custom add-ons go with CUSTOM plans only: {', '.join(unfit)}"
            raise InvalidInput(message, field=f"packageGroups[{index}]")
