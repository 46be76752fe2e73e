"""Whatever is done to a plan and its features, in whatever order, what must always hold does."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.catalog import THEN, a_feature, a_plan, a_product
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import (
    MemoryEvents,
    MemoryFeatureGroups,
    MemoryFeatures,
    MemoryPackageGroups,
    MemoryPackages,
    MemoryProducts,
    NoCurrencies,
)
from tollgate.catalog.addon import Addon
from tollgate.catalog.archive_feature import archive_feature
from tollgate.catalog.archive_feature_group import archive_feature_group
from tollgate.catalog.archive_package import archive_package
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest, create_feature_group
from tollgate.catalog.create_package_draft import create_package_draft
from tollgate.catalog.create_package_entitlements import (
    CreatePackageEntitlementsRequest,
    NewEntitlement,
    create_package_entitlements,
)
from tollgate.catalog.delete_package_entitlement import delete_package_entitlement
from tollgate.catalog.draft import edited_version
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.remove_package_draft import remove_package_draft
from tollgate.catalog.unarchive_feature import unarchive_feature
from tollgate.catalog.unarchive_feature_group import unarchive_feature_group
from tollgate.catalog.update_feature_group import UpdateFeatureGroupRequest, update_feature_group
from tollgate.catalog.update_package_entitlement import UpdatePackageEntitlementRequest, update_package_entitlement
from tollgate.catalog.update_plan import UpdatePlanRequest, update_plan
from tollgate.catalog.withdraw_feature_group import withdraw_feature_group
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
PLAN, GROUP, FEATURES = "plan-pro", "group-team", ("feature-seats", "feature-calls")


class Shop:
    """One plan, two features and a group of them, and everything that can be done to them."""

    def __init__(self) -> None:
        self.plans, self.addons = MemoryPackages(Plan), MemoryPackages(Addon)
        self.products = MemoryProducts(a_product(), scope=SCOPE)
        self.bundles = MemoryPackageGroups()
        self.features, self.events = MemoryFeatures(), MemoryEvents()
        self.groups = MemoryFeatureGroups()
        self.clock, self.ids = FixedClock(THEN), CountingIds()
        self.plans.save_draft(SCOPE, a_plan(PLAN, pricing_type=PricingType.FREE))
        for feature_id in FEATURES:
            self.features.add(SCOPE, a_feature(feature_id))

    def actions(self) -> dict[str, Callable[[str, int], object]]:
        """Return what can be done, given a feature and a number."""
        plans, features, events, clock = self.plans, self.features, self.events, self.clock
        addons, bundles, products = self.addons, self.bundles, self.products
        ids, currencies = self.ids, NoCurrencies()
        told: dict[str, Any] = {"groups": self.groups, "events": events, "clock": clock}
        return {
            "grant": lambda feature, limit: create_package_entitlements(
                CreatePackageEntitlementsRequest(
                    scope=SCOPE,
                    package_id=PLAN,
                    entitlements=(NewEntitlement(id=feature, settings=EntitlementSettings(usage_limit=limit)),),
                ),
                packages=plans,
                features=features,
                currencies=currencies,
                groups=self.groups,
                clock=clock,
                ids=ids,
            ),
            "put in": lambda feature, limit: create_package_entitlements(
                CreatePackageEntitlementsRequest(
                    scope=SCOPE,
                    package_id=PLAN,
                    entitlements=tuple(
                        NewEntitlement(id=each, settings=EntitlementSettings(usage_limit=limit), feature_group_id=GROUP)
                        for each in (FEATURES if limit else (feature,))
                    ),
                ),
                packages=plans,
                features=features,
                currencies=currencies,
                groups=self.groups,
                clock=clock,
                ids=ids,
            ),
            "take out": lambda _, __: withdraw_feature_group(SCOPE, PLAN, GROUP, packages=plans, clock=clock),
            "limit": lambda feature, limit: update_package_entitlement(
                UpdatePackageEntitlementRequest(
                    scope=SCOPE, package_id=PLAN, id=feature, settings=EntitlementSettings(usage_limit=limit)
                ),
                packages=plans,
                features=features,
                clock=clock,
            ),
            "withdraw": lambda feature, _: delete_package_entitlement(
                SCOPE, PLAN, feature, packages=plans, clock=clock
            ),
            "rename": lambda _, number: update_plan(
                UpdatePlanRequest(scope=SCOPE, id=PLAN, display_name=f"Pro {number}"),
                plans=plans,
                addons=addons,
                groups=bundles,
                features=features,
                currencies=currencies,
                events=events,
                clock=clock,
                ids=ids,
            ),
            "annotate": lambda _, number: update_plan(
                UpdatePlanRequest(scope=SCOPE, id=PLAN, metadata={"number": str(number)}),
                plans=plans,
                addons=addons,
                groups=bundles,
                features=features,
                currencies=currencies,
                events=events,
                clock=clock,
                ids=ids,
            ),
            "draft": lambda _, __: create_package_draft(SCOPE, PLAN, packages=plans, clock=clock),
            "publish": lambda _, __: self._publish(),
            "discard": lambda _, __: remove_package_draft(
                SCOPE,
                PLAN,
                packages=plans,
                plans=plans,
                addons=addons,
                groups=bundles,
                products=products,
                events=events,
                clock=clock,
            ),
            "archive plan": lambda _, __: archive_package(
                SCOPE,
                PLAN,
                packages=plans,
                plans=plans,
                addons=addons,
                groups=bundles,
                products=products,
                events=events,
                clock=clock,
            ),
            "archive feature": lambda feature, _: archive_feature(
                SCOPE,
                feature,
                features=features,
                groups=self.groups,
                plans=plans,
                addons=addons,
                events=events,
                clock=clock,
            ),
            "group": lambda feature, number: create_feature_group(
                CreateFeatureGroupRequest(
                    scope=SCOPE, id=GROUP, display_name="Team", feature_ids=FEATURES if number else (feature,)
                ),
                features=features,
                ids=self.ids,
                **told,
            ),
            "regroup": lambda feature, number: update_feature_group(
                UpdateFeatureGroupRequest(scope=SCOPE, id=GROUP, feature_ids=FEATURES if number else (feature,)),
                features=features,
                **told,
            ),
            "archive group": lambda _, __: archive_feature_group(SCOPE, GROUP, plans=plans, addons=addons, **told),
            "unarchive group": lambda _, __: unarchive_feature_group(SCOPE, GROUP, features=features, **told),
            "unarchive feature": lambda feature, _: unarchive_feature(
                SCOPE, feature, features=features, events=events, clock=clock
            ),
        }

    def _publish(self) -> None:
        draft = edited_version(SCOPE, PLAN, packages=self.plans)
        if draft.status is PackageStatus.DRAFT:
            publish_version(
                SCOPE, draft, plans=self.plans, addons=self.addons, groups=self.bundles, at=self.clock.now()
            )

    def state(self) -> tuple[object, ...]:
        """Return everything there is."""
        groups = self.groups.all(SCOPE), dict(self.groups.versions)
        return self.plans.current(SCOPE), list(self.features.all(SCOPE)), groups, len(self.events.recorded)

    def check(self) -> None:
        """Assert what must always hold."""
        latest, draft = self.plans.latest(SCOPE, PLAN), self.plans.draft(SCOPE, PLAN)
        numbers = [number for _, _, number in self.plans.published]
        assert numbers == list(range(1, len(numbers) + 1)), "versions are numbered without a gap"
        if latest is not None:
            sold = self.plans.published[SCOPE, PLAN, len(numbers)]
            assert latest.entitlements == sold.entitlements, "what is sold never changes"
            assert (latest.version_number, latest.display_name) == (len(numbers), sold.display_name)
        if draft is not None:
            assert draft.version_number == len(numbers) + 1, "a draft is the next version"
            assert latest is None or draft.metadata == latest.metadata, "metadata is the plan's"
            assert latest is None or not latest.is_archived, "an archived plan has no draft"
        for plan in self.plans.current(SCOPE):
            granted = [self.features.find(SCOPE, each.feature_id) for each in plan.entitlements]
            assert plan.is_archived or not any(each is None or each.is_archived for each in granted)
        for group in self.groups.all(SCOPE):
            members = [self.features.find(SCOPE, each) for each in group.feature_ids]
            assert group.is_archived or not any(each is None or each.is_archived for each in members)
            versions = [made.version_number for made in self.groups.versions.values()]
            assert versions == list(range(1, group.version_number + 1)), "every version is kept"
            for plan in self.plans.current(SCOPE):
                held = {each.feature_id for each in plan.entitlements_of(GROUP)}
                made = [set(version.feature_ids) for version in self.groups.versions.values()]
                assert not held or held in made, "a plan holds all members of a version"
                assert not held or plan.is_archived or not group.is_archived, "what is sold holds no archived group"


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(Shop().actions())), st.sampled_from(FEATURES), st.integers(0, 3)), max_size=30
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(STEPS)
def test_the_invariants_hold_and_a_refusal_changes_nothing(steps: list[tuple[str, str, int]]) -> None:
    shop = Shop()
    for action, feature_id, number in steps:
        shop.clock.advance(minutes=1)
        before = shop.state()
        try:
            shop.actions()[action](feature_id, number)
        except DomainError:
            assert shop.state() == before
        shop.check()
