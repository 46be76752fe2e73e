"""How packages take the members of feature groups over."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_group, a_plan, an_entitlement
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import MemoryFeatureGroups, MemoryFeatures, MemoryPackages, NoCurrencies
from tollgate.catalog.addon import Addon
from tollgate.catalog.create_package_entitlements import (
    CreatePackageEntitlementsRequest,
    NewEntitlement,
    create_package_entitlements,
)
from tollgate.catalog.delete_package_entitlement import delete_package_entitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.feature_group_errors import (
    EntitlementInFeatureGroup,
    EntitlementOfOtherOwner,
    FeatureGroupMissingFeatures,
    FeatureGroupNotFound,
    FeatureNotInGroup,
)
from tollgate.catalog.feature_group_rules import check_alone, check_groups, taken_over, without_group
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.update_package_entitlement import UpdatePackageEntitlementRequest, update_package_entitlement
from tollgate.catalog.withdraw_feature_group import withdraw_feature_group
from tollgate.shared.errors import DomainError, DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

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
    sso = an_entitlement(a_feature("sso"), feature_group_ids=("team",))
    plan = a_plan(entitlements=(held_by("team", "secure"), sso))
    left = without_group(plan, "team", plan.entitlements_of("team"))
    assert left == plan.but(entitlements=(held_by("secure"),))
    assert left.entitlements_of("team") == []


# What becomes of a package, through the operations.

SCOPE = Scope(account_id="account-test", environment_id="development")
PLAN = "plan-pro"


class Shop:
    """A free plan, three features, and two groups that share one of them."""

    def __init__(self) -> None:
        self.plans, self.addons = MemoryPackages(Plan), MemoryPackages(Addon)
        self.features, self.groups = MemoryFeatures(), MemoryFeatureGroups()
        self.plans.save_draft(SCOPE, a_plan(PLAN, pricing_type=PricingType.FREE))
        for feature_id in ("seats", "sso", "audit"):
            self.features.add(SCOPE, a_feature(feature_id))
        for group in GROUPS.values():
            self.groups.add_version(SCOPE, group)

    def put_in(self, *members: tuple[str, str | None], limit: int = 5) -> None:
        """Put features into the plan, with their groups."""
        settings = EntitlementSettings(usage_limit=limit)
        new = tuple(NewEntitlement(id=each, settings=settings, feature_group_id=group) for each, group in members)
        create_package_entitlements(
            CreatePackageEntitlementsRequest(scope=SCOPE, package_id=PLAN, entitlements=new),
            packages=self.plans,
            features=self.features,
            currencies=NoCurrencies(),
            groups=self.groups,
            clock=FixedClock(LATER),
            ids=CountingIds(),
        )

    def take_out(self, group_id: str) -> list[str]:
        """Take a group out of the plan and return the features that came with it."""
        gone = withdraw_feature_group(SCOPE, PLAN, group_id, packages=self.plans, clock=FixedClock(LATER))
        return [each.feature_id for each in gone]

    @property
    def held(self) -> dict[str, tuple[Decimal | None, tuple[str, ...]]]:
        """Return limit and groups of each feature the plan's draft holds."""
        draft = self.plans.draft(SCOPE, PLAN)
        assert draft is not None
        return {each.feature_id: (each.usage_limit, each.feature_group_ids) for each in draft.entitlements}


@pytest.fixture
def shop() -> Shop:
    """A plan that holds the group of seats and sso."""
    shop = Shop()
    shop.put_in(("seats", "team"), ("sso", "team"))
    return shop


def test_a_group_comes_whole_changes_whole_and_goes_whole(shop: Shop) -> None:
    assert shop.held == {"seats": (5, ("team",)), "sso": (5, ("team",))}
    shop.put_in(("sso", "team"), ("seats", "team"), limit=7)
    assert shop.held == {"seats": (7, ("team",)), "sso": (7, ("team",))}
    assert shop.take_out("team") == ["seats", "sso"]
    assert shop.held == {}
    with pytest.raises(FeatureGroupNotFound):
        shop.take_out("team")


def test_a_plan_keeps_the_members_it_took_over_until_the_group_is_put_in_again(shop: Shop) -> None:
    shop.groups.add_version(SCOPE, GROUPS["team"].next_version({"feature_ids": ("seats", "audit")}, at=LATER))
    assert shop.held == {"seats": (5, ("team",)), "sso": (5, ("team",))}
    with pytest.raises(FeatureNotInGroup):
        shop.put_in(("seats", "team"), ("sso", "team"))
    shop.put_in(("seats", "team"), ("audit", "team"))
    assert shop.held == {"seats": (5, ("team",)), "audit": (5, ("team",))}


def test_a_shared_member_stays_as_long_as_one_of_its_groups(shop: Shop) -> None:
    shop.put_in(("sso", "secure"), ("audit", "secure"))
    assert shop.held["sso"] == (5, ("team", "secure"))
    assert shop.take_out("team") == ["seats", "sso"]
    assert shop.held == {"sso": (5, ("secure",)), "audit": (5, ("secure",))}


def test_groups_that_share_a_member_come_in_one_call(shop: Shop) -> None:
    shop.take_out("team")
    shop.put_in(("seats", "team"), ("sso", "team"), ("sso", "secure"), ("audit", "secure"))
    assert shop.held == {"seats": (5, ("team",)), "sso": (5, ("team", "secure")), "audit": (5, ("secure",))}


def test_a_refusal_leaves_the_plan_alone(shop: Shop) -> None:
    before = shop.held
    for members in ([("seats", "team")], [("sso", None)], [("audit", None), ("sso", "secure")]):
        with pytest.raises(DomainError):
            shop.put_in(*members, limit=9)
    assert shop.held == before


def test_a_member_is_neither_changed_nor_deleted_alone(shop: Shop) -> None:
    before = shop.held
    clock = FixedClock(LATER)
    with pytest.raises(EntitlementInFeatureGroup):
        delete_package_entitlement(SCOPE, PLAN, "seats", packages=shop.plans, clock=clock)
    with pytest.raises(EntitlementInFeatureGroup):
        update_package_entitlement(
            UpdatePackageEntitlementRequest(
                scope=SCOPE, package_id=PLAN, id="seats", settings=EntitlementSettings(usage_limit=9)
            ),
            packages=shop.plans,
            features=shop.features,
            clock=clock,
        )
    assert shop.held == before


def test_a_full_plan_takes_its_groups_again(shop: Shop) -> None:
    draft = shop.plans.draft(SCOPE, PLAN)
    assert draft is not None
    filling = tuple(an_entitlement(a_feature(f"feature-{number}"), usage_limit=1) for number in range(298))
    shop.plans.save_draft(SCOPE, draft.but(entitlements=(*draft.entitlements, *filling)))
    shop.put_in(("seats", "team"), ("sso", "team"), limit=8)
    assert shop.held["seats"] == (8, ("team",))
    with pytest.raises(InvalidInput):
        shop.put_in(("audit", None))
