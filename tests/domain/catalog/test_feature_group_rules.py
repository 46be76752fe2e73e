"""How packages take the members of feature groups over."""

from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_group, an_entitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import (
    EntitlementInFeatureGroup,
    EntitlementOfOtherOwner,
    FeatureGroupMissingFeatures,
    FeatureGroupNotFound,
    FeatureNotInGroup,
)
from tollgate.catalog.feature_group_rules import check_alone, check_groups, let_go, taken_over
from tollgate.shared.errors import DomainError, DuplicatedEntity, EntityIsArchived

LATER = THEN.replace(month=2)
GROUPS = {
    "team": a_group("seats", "sso", id="team"),
    "secure": a_group("sso", "audit", id="secure"),
    "old": a_group("seats", id="old").archived(at=THEN),
}


@pytest.mark.parametrize(
    "members",
    [
        [("seats", None), ("other", None)],
        [("seats", "team"), ("sso", "team")],
        [("sso", "team"), ("other", None), ("seats", "team")],
        [("seats", "team"), ("sso", "team"), ("sso", "secure"), ("audit", "secure")],
    ],
)
def test_groups_are_given_whole(members: list[tuple[str, str | None]]) -> None:
    check_groups(members, GROUPS)


@pytest.mark.parametrize(
    ("members", "error", "field"),
    [
        ([("seats", "none")], FeatureGroupNotFound, None),
        ([("seats", "old")], EntityIsArchived, None),
        ([("seats", "team"), ("sso", "team"), ("audit", "team")], FeatureNotInGroup, "entitlements[2].featureGroupId"),
        ([("seats", "team")], FeatureGroupMissingFeatures, "entitlements"),
        ([("seats", "team"), ("sso", None)], FeatureGroupMissingFeatures, "entitlements"),
        ([("seats", "team"), ("sso", "secure"), ("audit", "secure")], FeatureGroupMissingFeatures, "entitlements"),
    ],
)
def test_anything_else_is_refused(
    members: list[tuple[str, str | None]], error: type[DomainError], field: str | None
) -> None:
    with pytest.raises(error) as refused:
        check_groups(members, GROUPS)
    assert refused.value.details.get("field") == field


BLANK = an_entitlement(a_feature("seats"), uuid="new", created_at=LATER, updated_at=LATER)


def held_by(*group_ids: str, **fields: Any) -> FeatureEntitlement:
    """Return an entitlement to five seats that came with these groups."""
    return an_entitlement(a_feature("seats"), usage_limit=5, feature_group_ids=group_ids, **fields)


def put_in(held: FeatureEntitlement | None, group_id: str | None, *, limit: int = 5) -> FeatureEntitlement:
    """Return what a package holds once seats were put in, with a group or without."""
    return taken_over(held, BLANK, group_id, lambda before: before.but(usage_limit=limit, updated_at=LATER))


def test_a_new_entitlement_remembers_its_group() -> None:
    assert put_in(None, "team") == BLANK.but(usage_limit=5, feature_group_ids=("team",))
    assert put_in(None, None) == BLANK.but(usage_limit=5)


def test_a_group_that_is_put_in_again_gives_its_members_new_values() -> None:
    held = held_by("team")
    assert put_in(held, "team", limit=7) == held.but(usage_limit=7, updated_at=LATER)
    assert put_in(held, "team") == held


def test_an_entitlement_is_shared_by_groups_that_agree() -> None:
    shared = put_in(held_by("team"), "secure")
    assert shared == held_by("team", "secure")
    assert put_in(shared, "team") == shared


@pytest.mark.parametrize(
    ("held", "group_id", "limit", "error"),
    [
        (held_by(), None, 5, DuplicatedEntity),
        (held_by("team"), None, 5, EntitlementInFeatureGroup),
        (held_by(), "team", 5, EntitlementOfOtherOwner),
        (held_by("secure"), "team", 7, EntitlementOfOtherOwner),
        (held_by("secure", "team"), "team", 7, EntitlementOfOtherOwner),
    ],
)
def test_what_another_owner_put_in_is_left_alone(
    held: FeatureEntitlement, group_id: str | None, limit: int, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        put_in(held, group_id, limit=limit)


def test_only_what_came_without_a_group_changes_alone() -> None:
    check_alone(held_by())
    with pytest.raises(EntitlementInFeatureGroup, match="team"):
        check_alone(held_by("team", "secure"))


def test_an_entitlement_goes_with_the_last_of_its_groups() -> None:
    assert let_go(held_by("team", "secure"), "team") == held_by("secure")
    assert let_go(held_by("team"), "team") is None
