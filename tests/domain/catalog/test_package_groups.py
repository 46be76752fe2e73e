"""Package groups: their versions, which of them a plan may offer, and what a plan that is sold goes on offering."""

from typing import Any

import pytest

from tests.support.catalog import THEN, a_package_group, a_plan, a_product, an_addon
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import (
    MemoryEvents,
    MemoryFeatures,
    MemoryPackageGroups,
    MemoryPackages,
    MemoryProducts,
    NoCurrencies,
)
from tollgate.catalog.addon import Addon
from tollgate.catalog.archive_package import archive_package
from tollgate.catalog.archive_package_group import archive_package_group
from tollgate.catalog.create_package_group import CreatePackageGroupRequest, create_package_group
from tollgate.catalog.package import PricingType
from tollgate.catalog.package_group import PackageGroup, PackageGroupStatus
from tollgate.catalog.plan import CompatiblePackageGroup, OfferedPackageGroup, Plan
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.retrieve_package_group import retrieve_package_group
from tollgate.catalog.update_package_group import UpdatePackageGroupRequest, update_package_group
from tollgate.catalog.update_plan import UpdatePlanRequest, update_plan
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-test", environment_id="development")


class Shop:
    """A custom plan, add-ons of every kind, a bundle with one of them and one without any."""

    def __init__(self) -> None:
        self.plans, self.addons, self.groups = MemoryPackages(Plan), MemoryPackages(Addon), MemoryPackageGroups()
        self.products = MemoryProducts(
            a_product(), a_product("product-other"), a_product("product-old").archived(at=THEN), scope=SCOPE
        )
        self.events, self.clock, self.ids = MemoryEvents(), FixedClock(THEN), CountingIds()
        self.plans.save_draft(SCOPE, a_plan(pricing_type=PricingType.CUSTOM))
        for addon_id in ("addon-seats", "addon-sso"):
            self.addons.publish(SCOPE, an_addon(addon_id).published(at=THEN))
        self.addons.publish(SCOPE, an_addon("addon-custom", pricing_type=PricingType.CUSTOM).published(at=THEN))
        self.addons.publish(SCOPE, an_addon("addon-old").published(at=THEN))
        self.addons.save_shared(SCOPE, an_addon("addon-old").archived(at=THEN))
        self.addons.save_draft(SCOPE, an_addon("addon-draft"))
        self.addons.save_draft(SCOPE, an_addon("addon-other", product_id="product-other"))
        self.groups.add_version(SCOPE, a_package_group("addon-seats"))
        self.groups.add_version(SCOPE, a_package_group(id="bundle-empty"))
        self.groups.add_version(SCOPE, a_package_group(id="bundle-other", product_id="product-other"))
        self.groups.add_version(SCOPE, a_package_group("addon-sso", id="bundle-old").archived(at=THEN))

    def create(self, id: str = "bundle-new", product_id: str = "product-main") -> PackageGroup:
        """Create a group."""
        return create_package_group(
            CreatePackageGroupRequest(scope=SCOPE, id=id, product_id=product_id, display_name="New"),
            groups=self.groups,
            products=self.products,
            events=self.events,
            clock=self.clock,
            ids=self.ids,
        )

    def update(self, group_id: str = "bundle", **changes: Any) -> PackageGroup:
        """Change a group."""
        return update_package_group(
            UpdatePackageGroupRequest(scope=SCOPE, id=group_id, **changes),
            groups=self.groups,
            plans=self.plans,
            addons=self.addons,
            events=self.events,
            clock=self.clock,
        )

    def archive(self, group_id: str = "bundle") -> PackageGroup:
        """Archive a group."""
        return archive_package_group(
            SCOPE, group_id, groups=self.groups, plans=self.plans, events=self.events, clock=self.clock
        )

    def archive_addon(self, addon_id: str) -> Addon:
        """Archive an add-on."""
        return archive_package(
            SCOPE,
            addon_id,
            packages=self.addons,
            plans=self.plans,
            addons=self.addons,
            groups=self.groups,
            products=self.products,
            events=self.events,
            clock=self.clock,
        )

    def offer(self, *group_ids: str, **options: Any) -> Plan:
        """Let the plan offer groups."""
        offers = tuple(CompatiblePackageGroup(package_group_id=each, **options) for each in group_ids)
        return self.change(compatible_package_groups=offers)

    def change(self, **changes: Any) -> Plan:
        """Change the plan."""
        return update_plan(
            UpdatePlanRequest(scope=SCOPE, id="plan-pro", **changes),
            plans=self.plans,
            addons=self.addons,
            groups=self.groups,
            features=MemoryFeatures(),
            currencies=NoCurrencies(),
            events=self.events,
            clock=self.clock,
            ids=self.ids,
        )

    def publish(self) -> Plan:
        """Publish the plan's draft."""
        draft = self.plans.draft(SCOPE, "plan-pro")
        assert draft is not None
        published = publish_version(
            SCOPE, draft, plans=self.plans, addons=self.addons, groups=self.groups, at=self.clock.now()
        )
        return published.plan


@pytest.fixture
def shop() -> Shop:
    """Something to sell."""
    return Shop()


def test_a_new_group_is_a_draft_until_it_has_add_ons(shop: Shop) -> None:
    group = shop.create()
    assert (group.status, group.version_number, group.is_latest) == (PackageGroupStatus.DRAFT, 1, True)
    filled = shop.update("bundle-new", addon_ids=("addon-seats", "addon-draft"))
    assert (filled.status, filled.version_number) == (PackageGroupStatus.PUBLISHED, 2)
    assert shop.update("bundle-new", addon_ids=()).status is PackageGroupStatus.DRAFT
    assert [event.event_type for event in shop.events.recorded] == ["PACKAGE_GROUP_CREATED"] + [
        "PACKAGE_GROUP_UPDATED"
    ] * 2


def test_earlier_versions_stay_as_they_were(shop: Shop) -> None:
    before = shop.groups.find(SCOPE, "bundle")
    shop.update(display_name="All", description="Everything")
    latest = shop.update(addon_ids=("addon-sso",))
    assert (latest.display_name, latest.addon_ids, latest.version_number) == ("All", ("addon-sso",), 3)
    first = retrieve_package_group(SCOPE, "bundle", version=1, groups=shop.groups)
    assert before is not None
    assert first == before.but(is_latest=False)
    assert retrieve_package_group(SCOPE, "bundle", version=3, groups=shop.groups) == latest
    with pytest.raises(DomainError) as refused:
        retrieve_package_group(SCOPE, "bundle", version=4, groups=shop.groups)
    assert refused.value.code == "PackageGroupNotFound"


def test_what_changes_nothing_makes_no_version_and_tells_nobody(shop: Shop) -> None:
    assert shop.update(display_name="bundle", addon_ids=("addon-seats",)).version_number == 1
    assert shop.events.recorded == []


def test_a_plan_that_is_sold_goes_on_offering_what_its_groups_held_then(shop: Shop) -> None:
    shop.offer("bundle", min_items=1, free_items=2)
    sold = shop.publish()
    offered = OfferedPackageGroup(package_group_id="bundle", version_number=1, addon_ids=("addon-seats",))
    assert sold.offered("bundle") == offered
    shop.update(addon_ids=("addon-sso",))
    latest = shop.plans.latest(SCOPE, "plan-pro")
    assert latest is not None
    assert latest.offered("bundle") == offered
    draft = shop.change(display_name="Anew")
    assert draft.offered("bundle") is None
    assert shop.publish().offered("bundle") == offered.but(version_number=2, addon_ids=("addon-sso",))


def test_an_add_on_is_not_archived_while_a_group_holds_it_or_a_plan_that_is_sold_offers_it_in_one(shop: Shop) -> None:
    shop.offer("bundle")
    shop.publish()
    for _ in range(2):
        with pytest.raises(DomainError) as refused:
            shop.archive_addon("addon-seats")
        assert refused.value.code == "AddonIsCompatibleWithGroup"
        shop.update(addon_ids=("addon-sso",))
    shop.change(display_name="Anew")
    shop.publish()
    assert shop.archive_addon("addon-seats").is_archived


def test_a_group_that_no_plan_offers_is_archived_for_good(shop: Shop) -> None:
    shop.offer("bundle")
    for refused_call in (shop.archive, lambda: shop.update(addon_ids=())):
        with pytest.raises(DomainError) as refused:
            refused_call()
        assert (refused.value.code, refused.value.details["refIds"]) == ("IntegrityViolation", ["plan-pro"])
    shop.offer()
    assert shop.archive().status is PackageGroupStatus.ARCHIVED
    assert shop.archive_addon("addon-seats").is_archived
    first = retrieve_package_group(SCOPE, "bundle", groups=shop.groups)
    assert first.is_archived


def test_offering_the_same_again_begins_no_draft(shop: Shop) -> None:
    shop.offer("bundle", min_items=1)
    shop.publish()
    shop.offer("bundle", min_items=1)
    assert shop.plans.draft(SCOPE, "plan-pro") is None


REFUSALS: list[tuple[str, str, Any]] = [
    ("InvalidArgumentError", "packageGroupId", lambda shop: shop.create("#")),
    ("DuplicatedEntityNotAllowed", None, lambda shop: shop.create("bundle")),
    ("ProductNotFoundError", None, lambda shop: shop.create(product_id="unknown")),
    ("EntityIsArchivedError", None, lambda shop: shop.create(product_id="product-old")),
    ("PackageGroupNotFound", None, lambda shop: shop.update("unknown", display_name="X")),
    ("EntityIsArchivedError", None, lambda shop: shop.update("bundle-old", display_name="X")),
    ("AddonsNotFound", "addons", lambda shop: shop.update(addon_ids=("unknown",))),
    ("EntityIsArchivedError", "addons", lambda shop: shop.update(addon_ids=("addon-old",))),
    ("InvalidArgumentError", "addons", lambda shop: shop.update(addon_ids=("addon-other",))),
    ("InvalidArgumentError", "addons", lambda shop: shop.update(addon_ids=("addon-sso", "addon-sso"))),
    ("InvalidArgumentError", "addons", lambda shop: shop.update(addon_ids=tuple(map(str, range(101))))),
    ("PackageGroupNotFound", None, lambda shop: shop.archive("unknown")),
    ("EntityIsArchivedError", None, lambda shop: shop.archive("bundle-old")),
    ("PackageGroupNotFound", None, lambda shop: shop.offer("unknown")),
    ("EntityIsArchivedError", None, lambda shop: shop.offer("bundle-old")),
    ("InvalidArgumentError", "packageGroups[0]", lambda shop: shop.offer("bundle-other")),
    ("InvalidArgumentError", "packageGroups[1]", lambda shop: shop.offer("bundle", "bundle")),
    ("InvalidArgumentError", "packageGroups", lambda shop: shop.offer(*["bundle"] * 21)),
    ("InvalidArgumentError", "packageGroups[0].options.minItems", lambda shop: shop.offer("bundle", min_items=-1)),
    ("InvalidArgumentError", "packageGroups[0].options.minItems", lambda shop: shop.offer("bundle", min_items="1.5")),
    ("InvalidArgumentError", "packageGroups[0].options.freeItems", lambda shop: shop.offer("bundle", free_items=10**6)),
]


@pytest.mark.parametrize(("code", "field", "call"), REFUSALS)
def test_what_is_refused_changes_nothing(shop: Shop, code: str, field: str | None, call: Any) -> None:
    before = shop.groups.all(SCOPE), shop.plans.current(SCOPE)
    with pytest.raises(DomainError) as refused:
        call(shop)
    assert (refused.value.code, refused.value.details.get("field")) == (code, field)
    assert (shop.groups.all(SCOPE), shop.plans.current(SCOPE)) == before
    assert shop.events.recorded == []


@pytest.mark.parametrize("group_id", ["bundle-empty", "bundle-draft"])
def test_a_plan_is_not_sold_with_a_group_that_cannot_be(shop: Shop, group_id: str) -> None:
    shop.groups.add_version(SCOPE, a_package_group("addon-draft", id="bundle-draft"))
    shop.offer(group_id)
    with pytest.raises(DomainError) as refused:
        shop.publish()
    assert refused.value.code == "PlanCannotBePublishWhenCompatibleAddonIsDraft"


@pytest.mark.parametrize("pricing_type", [PricingType.PAID, PricingType.FREE])
def test_custom_add_ons_go_with_custom_plans_and_groups_not_with_free_ones(
    shop: Shop, pricing_type: PricingType
) -> None:
    shop.groups.add_version(SCOPE, a_package_group("addon-custom", id="bundle-custom"))
    assert shop.offer("bundle-custom").compatible_package_groups[0].package_group_id == "bundle-custom"
    shop.plans.save_draft(SCOPE, a_plan(pricing_type=pricing_type))
    with pytest.raises(DomainError) as refused:
        shop.offer("bundle-custom")
    expected = {
        PricingType.PAID: ("InvalidArgumentError", "packageGroups[0]"),
        PricingType.FREE: ("FreePlanCantHaveCompatiblePackageGroupError", "packageGroups"),
    }
    assert (refused.value.code, refused.value.details["field"]) == expected[pricing_type]
