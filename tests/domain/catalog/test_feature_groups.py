"""Feature groups: their members, their versions and their archive."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_group, a_plan, an_entitlement
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import MemoryEvents, MemoryFeatureGroups, MemoryFeatures, MemoryPackages
from tollgate.catalog.addon import Addon
from tollgate.catalog.archive_feature import archive_feature
from tollgate.catalog.archive_feature_group import archive_feature_group
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest, create_feature_group
from tollgate.catalog.errors import FeatureInUse, FeatureNotFound
from tollgate.catalog.feature_group import FeatureGroup, FeatureGroupStatus
from tollgate.catalog.feature_group_errors import (
    FeatureGroupInUse,
    FeatureGroupNotFound,
)
from tollgate.catalog.plan import Plan
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.catalog.unarchive_feature_group import unarchive_feature_group
from tollgate.catalog.update_feature_group import UpdateFeatureGroupRequest, update_feature_group
from tollgate.shared.errors import DomainError, DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
SEATS, CALLS, SSO = "feature-seats", "feature-calls", "feature-sso"
GROUP = "group-team"


class Shop:
    """Three features, one of them archived, and what is done with groups of them."""

    def __init__(self) -> None:
        self.groups, self.features = MemoryFeatureGroups(), MemoryFeatures()
        self.plans, self.addons = MemoryPackages(Plan), MemoryPackages(Addon)
        self.events, self.clock, self.ids = MemoryEvents(), FixedClock(THEN), CountingIds()
        for feature_id in (SEATS, CALLS, SSO):
            self.features.add(SCOPE, a_feature(feature_id))
        self.features.add(SCOPE, a_feature("feature-old").archived(at=THEN))

    def create(self, *feature_ids: str, id: str = GROUP) -> FeatureGroup:
        request = CreateFeatureGroupRequest(scope=SCOPE, id=id, display_name="Team", feature_ids=feature_ids)
        return create_feature_group(request, features=self.features, ids=self.ids, **self._common)

    def update(self, **changes: Any) -> FeatureGroup:
        request = UpdateFeatureGroupRequest(scope=SCOPE, id=GROUP, **changes)
        return update_feature_group(request, features=self.features, **self._common)

    def archive(self) -> FeatureGroup:
        return archive_feature_group(SCOPE, GROUP, **self._packages, **self._common)

    def unarchive(self) -> FeatureGroup:
        return unarchive_feature_group(SCOPE, GROUP, features=self.features, **self._common)

    def archive_feature(self, feature_id: str) -> None:
        archive_feature(SCOPE, feature_id, features=self.features, **self._packages, **self._common)

    def version(self, number: int | None = None) -> FeatureGroup:
        return retrieve_feature_group(SCOPE, GROUP, version=number, groups=self.groups)

    @property
    def told(self) -> list[str]:
        return [type(event).__name__ for event in self.events.recorded]

    @property
    def _packages(self) -> dict[str, Any]:
        return {"plans": self.plans, "addons": self.addons}

    @property
    def _common(self) -> dict[str, Any]:
        return {"groups": self.groups, "events": self.events, "clock": self.clock}


@pytest.fixture
def shop() -> Shop:
    """Three features in use, one in the archive."""
    return Shop()


def test_a_group_is_created_in_its_first_version(shop: Shop) -> None:
    assert shop.create(SEATS, CALLS) == FeatureGroup(
        id=GROUP,
        uuid="00000000-0000-4000-8000-000000000001",
        display_name="Team",
        feature_ids=(SEATS, CALLS),
        version_number=1,
        is_latest=True,
        status=FeatureGroupStatus.PUBLISHED,
        created_at=THEN,
        updated_at=THEN,
    )
    [event] = shop.events.recorded
    assert (event.event_type, event.aggregate) == ("FEATURE_GROUP_CREATED", "FEATURE_GROUP#group-team")
    assert event.payload["features"] == [SEATS, CALLS]


@pytest.mark.parametrize(
    ("feature_ids", "error", "field"),
    [
        ((), InvalidInput, "features"),
        (tuple(f"feature-{number}" for number in range(101)), InvalidInput, "features"),
        ((SEATS, SEATS), InvalidInput, "features[1]"),
        (("feature-none",), FeatureNotFound, None),
        (("feature-old",), EntityIsArchived, None),
    ],
)
@pytest.mark.parametrize("change", [Shop.create, lambda shop, *ids: shop.update(feature_ids=ids)])
def test_members_that_cannot_be_are_refused(
    shop: Shop, change: Callable[..., Any], feature_ids: tuple[str, ...], error: type[DomainError], field: str | None
) -> None:
    if change is not Shop.create:
        shop.create(SEATS)
    before = shop.groups.all(SCOPE)
    with pytest.raises(error) as refused:
        change(shop, *feature_ids)
    assert refused.value.details.get("field") == field
    assert shop.groups.all(SCOPE) == before


def test_an_id_is_taken_once_and_has_the_form_of_an_id(shop: Shop) -> None:
    shop.create(SEATS)
    with pytest.raises(DuplicatedEntity):
        shop.create(CALLS)
    with pytest.raises(InvalidInput) as refused:
        shop.create(CALLS, id="a b")
    assert refused.value.details["field"] == "featureGroupId"


def test_editing_makes_a_version_and_keeps_those_before_it(shop: Shop) -> None:
    first = shop.create(SEATS, CALLS)
    shop.clock.advance(minutes=1)
    second = shop.update(display_name="Teams", feature_ids=(SEATS, SSO))
    assert second == first.but(
        display_name="Teams", feature_ids=(SEATS, SSO), version_number=2, updated_at=shop.clock.now()
    )
    assert shop.version() == shop.version(2) == second
    assert shop.version(1) == first.but(is_latest=False)
    assert shop.told == ["FeatureGroupCreated", "FeatureGroupUpdated"]


def test_a_change_that_changes_nothing_makes_no_version(shop: Shop) -> None:
    first = shop.create(SEATS)
    shop.clock.advance(minutes=1)
    assert shop.update(display_name="Team", feature_ids=(SEATS,)) == first
    assert shop.told == ["FeatureGroupCreated"]


def test_an_archived_group_is_not_edited_and_comes_back_in_the_same_version(shop: Shop) -> None:
    group = shop.create(SEATS)
    shop.clock.advance(minutes=1)
    archived = shop.archive()
    assert archived == group.archived(at=shop.clock.now())
    for refused in (shop.archive, lambda: shop.update(display_name="X")):
        with pytest.raises(EntityIsArchived):
            refused()
    assert shop.version(1).is_archived
    back = shop.unarchive()
    assert back == group.but(updated_at=shop.clock.now())
    assert shop.unarchive() == back
    assert shop.told == ["FeatureGroupCreated", "FeatureGroupArchived", "FeatureGroupUnArchived"]


def test_a_feature_of_a_live_group_is_not_archived(shop: Shop) -> None:
    shop.create(SEATS, CALLS)
    with pytest.raises(FeatureInUse, match="group-team"):
        shop.archive_feature(SEATS)
    shop.update(feature_ids=(CALLS,))
    shop.archive_feature(SEATS)


def test_an_archived_group_lets_its_features_go_and_comes_back_with_them_only(shop: Shop) -> None:
    shop.create(SEATS)
    shop.archive()
    shop.archive_feature(SEATS)
    with pytest.raises(EntityIsArchived):
        shop.unarchive()


def holding(**fields: Any) -> Plan:
    """Return a plan that took a feature over with the group."""
    entitlement = an_entitlement(a_feature(SEATS), usage_limit=5, feature_group_ids=(GROUP,))
    return a_plan(entitlements=(entitlement,), **fields)


def test_a_group_in_a_draft_or_a_sold_plan_is_not_archived(shop: Shop) -> None:
    shop.create(SEATS)
    shop.plans.save_draft(SCOPE, holding())
    with pytest.raises(FeatureGroupInUse, match="plan-pro"):
        shop.archive()
    sold = holding().published(at=THEN)
    shop.plans.publish(SCOPE, sold)
    with pytest.raises(FeatureGroupInUse, match="plan-pro"):
        shop.archive()
    shop.plans.save_shared(SCOPE, sold.archived(at=THEN))
    assert shop.archive().is_archived


def test_a_group_or_version_that_is_none_is_not_found(shop: Shop) -> None:
    for refused in (shop.archive, shop.unarchive, shop.update, shop.version):
        with pytest.raises(FeatureGroupNotFound):
            refused()
    shop.create(SEATS)
    with pytest.raises(FeatureGroupNotFound, match="no version 2"):
        shop.version(2)
    assert a_group(SEATS).is_latest
