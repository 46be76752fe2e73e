"""How a package takes over the members of a feature group: all of them at once, and they stay together."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tollgate.catalog.charge_rules import withdrawn
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_errors import (
    EntitlementInFeatureGroup,
    EntitlementOfOtherOwner,
    FeatureGroupMissingFeatures,
    FeatureGroupNotFound,
    FeatureNotInGroup,
)
from tollgate.catalog.ports import AnyPackage
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived

Member = tuple[str, str | None]
"""A feature that is put into a package, and the group it comes with, if any."""


def check_groups(members: Sequence[Member], groups: Mapping[str, FeatureGroup]) -> None:
    """Raise the refusal of groups that are none, archived, or not given with exactly their latest members."""
    for index, (feature_id, group_id) in enumerate(members):
        if group_id is None:
            continue
        if group_id not in groups:
            raise FeatureGroupNotFound.of(group_id)
        if groups[group_id].is_archived:
            raise EntityIsArchived.of("featureGroup", group_id)
        if feature_id not in groups[group_id].feature_ids:
            message = f"The feature {feature_id} is no member of the group {group_id}; leave its group out"
            raise FeatureNotInGroup(message, field=f"entitlements[{index}].featureGroupId")
    for group_id in dict.fromkeys(group_id for _, group_id in members if group_id is not None):
        missing = sorted(set(groups[group_id].feature_ids) - {each for each, of in members if of == group_id})
        if missing:
            raise FeatureGroupMissingFeatures(
                f"Give each member of the group {group_id} its value in the same call; missing: {', '.join(missing)}",
                field="entitlements",
            )


def check_alone(held: FeatureEntitlement) -> None:
    """Raise `EntitlementInFeatureGroup` where an entitlement does not change or go without its group."""
    if held.feature_group_ids:
        raise EntitlementInFeatureGroup(
            f"The feature {held.feature_id} was put in with the feature group {held.feature_group_ids[0]}; "
            "put the group in again with all values, or take it out"
        )


def taken_over(
    held: FeatureEntitlement | None,
    blank: FeatureEntitlement,
    group_id: str | None,
    configured: Callable[[FeatureEntitlement], FeatureEntitlement],
) -> FeatureEntitlement:
    """Return the entitlement a package holds once a feature was put in, with its group or without.

    `held` is the one that it holds already. One that came with the group takes the new value; one that came with
    another group too is shared by both as long as they agree.
    """
    if held is None:
        return configured(blank.but(feature_group_ids=(group_id,) if group_id is not None else ()))
    if group_id is None:
        check_alone(held)
        raise DuplicatedEntity.of("entitlement", held.feature_id)
    kept = {"uuid": held.uuid, "created_at": held.created_at, "updated_at": held.updated_at}
    entitlement = configured(blank.but(feature_group_ids=held.feature_group_ids, **kept))
    if held.feature_group_ids == (group_id,):
        return held if entitlement.but(updated_at=held.updated_at) == held else entitlement
    if not held.feature_group_ids or entitlement.but(updated_at=held.updated_at) != held:
        raise EntitlementOfOtherOwner.of(held.feature_id, group_id)
    return held.but(feature_group_ids=tuple(dict.fromkeys((*held.feature_group_ids, group_id))))


def without_group(draft: AnyPackage, group_id: str, entitlements: Iterable[FeatureEntitlement]) -> AnyPackage:
    """Return the draft once a group left with these entitlements; one that came with another group too stays.

    Raises `EntitlementIsCharged` where overage is charged beyond one that would go.
    """
    for each in entitlements:
        left = tuple(other for other in each.feature_group_ids if other != group_id)
        kept = each.but(feature_group_ids=left)
        draft = draft.with_entitlement(kept) if left else withdrawn(draft, each)
    return draft
