"""The catalogue in DynamoDB: versions kept in memory, and changes that rest on one another."""

from collections.abc import Callable

import pytest

from tests.support.catalog import THEN, a_feature, a_plan, an_entitlement, create_feature, create_plan, create_product
from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.catalog.archive_feature import archive_feature
from tollgate.catalog.archive_product import archive_product
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest, create_feature_group
from tollgate.catalog.create_package_entitlements import (
    CreatePackageEntitlementsRequest,
    NewEntitlement,
    create_package_entitlements,
)
from tollgate.catalog.create_plan import CreatePlanRequest
from tollgate.catalog.create_plan import create_plan as create_plan_in_domain
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.filters import PackageFilters
from tollgate.catalog.plan import Plan
from tollgate.catalog.update_plan import UpdatePlanRequest, update_plan
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage import keys
from tollgate.storage.documents import packed_body_of
from tollgate.storage.models import Document
from tollgate.storage.package_versions import DynamoPackageVersions
from tollgate.storage.session import LostRace
from tools.bench.calls import counting

SCOPE = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])
OTHER = SCOPE.but(environment_id="production")


def store(scope: Scope, plan: Plan) -> Document:
    """Store a version of a plan by itself, and return its row."""
    key = keys.package_version(scope, "PLAN", plan.id, plan.version_number)
    row = Document(key.pk, key.sk, packed_body=packed_body_of(plan))
    row.save()
    return row


@pytest.fixture
def bound(dynamodb: None) -> None:
    """Models that point at the test's tables."""
    with wiring.working(actor=ActorType.SYSTEM):
        return


def test_versions_are_found_by_id_and_number(bound: None) -> None:
    first, second = a_plan().published(at=THEN), a_plan(version_number=2).published(at=THEN)
    store(SCOPE, first)
    store(SCOPE, second)
    found = DynamoPackageVersions("PLAN", Plan).many(
        SCOPE, [("plan-pro", 1), ("plan-pro", 2), ("plan-pro", 3), ("plan-none", 1)]
    )
    assert found == {("plan-pro", 1): first, ("plan-pro", 2): second}


def test_a_version_that_was_seen_is_not_read_again(bound: None) -> None:
    versions = DynamoPackageVersions("PLAN", Plan)
    row = store(SCOPE, a_plan())
    versions.many(SCOPE, [("plan-pro", 1)])
    row.delete()
    assert versions.many(SCOPE, [("plan-pro", 1)]) == {("plan-pro", 1): a_plan()}


def test_a_version_that_was_missing_is_looked_for_again(bound: None) -> None:
    versions = DynamoPackageVersions("PLAN", Plan)
    assert versions.many(SCOPE, [("plan-pro", 1)]) == {}
    store(SCOPE, a_plan())
    assert versions.many(SCOPE, [("plan-pro", 1)]) == {("plan-pro", 1): a_plan()}


def test_the_version_used_longest_ago_is_forgotten_first(bound: None) -> None:
    versions = DynamoPackageVersions("PLAN", Plan, most_kept=2)
    rows = [store(SCOPE, a_plan(id)) for id in ("plan-a", "plan-b", "plan-c")]
    for plan_id in ("plan-a", "plan-b", "plan-a", "plan-c"):
        versions.many(SCOPE, [(plan_id, 1)])
    for row in rows:
        row.delete()
    kept = versions.many(SCOPE, [("plan-a", 1), ("plan-b", 1), ("plan-c", 1)])
    assert sorted(plan_id for plan_id, _ in kept) == ["plan-a", "plan-c"]


def test_environments_do_not_share_versions(bound: None) -> None:
    versions = DynamoPackageVersions("PLAN", Plan)
    store(SCOPE, a_plan(display_name="Here"))
    store(OTHER, a_plan(display_name="There"))
    names = [versions.many(scope, [("plan-pro", 1)])["plan-pro", 1].display_name for scope in (SCOPE, OTHER)]
    assert names == ["Here", "There"]


def test_a_large_version_is_stored_compressed(bound: None) -> None:
    features = [a_feature(f"feature-{number}") for number in range(300)]
    plan = a_plan(entitlements=tuple(an_entitlement(feature, description="x" * 255) for feature in features))
    store(SCOPE, plan)
    assert DynamoPackageVersions("PLAN", Plan).many(SCOPE, [("plan-pro", 1)]) == {("plan-pro", 1): plan}


# Two changes at once: the first is made ready and waits, the second commits, and then the first must not.


def meets(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Commit the second change between the reads and the commit of the first, which then has lost the race."""
    with wiring.working(actor=ActorType.SYSTEM) as waiting:
        first()
        with wiring.working(actor=ActorType.SYSTEM) as quick:
            second()
            quick.session.commit()
        with pytest.raises(LostRace):
            waiting.session.commit()


def archive_seats() -> None:
    archive_feature(
        SCOPE,
        "feature-seats",
        features=wiring.features(),
        groups=wiring.feature_groups(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )


def grant_seats() -> None:
    new = NewEntitlement(id="feature-seats", settings=EntitlementSettings(usage_limit=5))
    create_package_entitlements(
        CreatePackageEntitlementsRequest(scope=SCOPE, package_id="plan-pro", entitlements=(new,)),
        packages=wiring.plans(),
        features=wiring.features(),
        currencies=wiring.custom_currencies(),
        groups=wiring.feature_groups(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )


def group_seats() -> None:
    create_feature_group(
        CreateFeatureGroupRequest(scope=SCOPE, id="group-team", display_name="Team", feature_ids=("feature-seats",)),
        groups=wiring.feature_groups(),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )


def archive_main() -> None:
    archive_product(
        SCOPE,
        "product-main",
        products=wiring.products(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        subscriptions=NoSubscriptions(),
        events=wiring.events(),
        clock=wiring.clock(),
    )


def sell_another() -> None:
    create_plan_in_domain(
        CreatePlanRequest(scope=SCOPE, id="plan-new", product_id="product-main", display_name="New"),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )


def rename() -> None:
    request = UpdatePlanRequest(scope=SCOPE, id="plan-pro", display_name="Renamed")
    update_plan(
        request,
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        features=wiring.features(),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )


class NoSubscriptions:
    """Nobody subscribes; satisfies `SubscriptionUse`."""

    def has_live(self, scope: Scope, *, product_id: str) -> bool:
        """Tell that there is none."""
        return False

    def has_any(self, scope: Scope, *, product_id: str) -> bool:
        """Tell that there was none."""
        return False


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (archive_seats, grant_seats),
        (grant_seats, archive_seats),
        (archive_seats, group_seats),
        (group_seats, archive_seats),
        (archive_main, sell_another),
        (sell_another, archive_main),
        (grant_seats, rename),
        (rename, grant_seats),
    ],
)
def test_of_two_changes_that_rest_on_each_other_one_runs_again(
    api: TemplateApi, first: Callable[[], object], second: Callable[[], object]
) -> None:
    create_product(api)
    create_feature(api)
    create_plan(api)
    meets(first, second)


class MeanwhileGranted:
    """Plans in which a feature is granted right after they were read."""

    def current(self, scope: Scope) -> list[Plan]:
        """Return the plans as they were before another change committed."""
        before = wiring.plans().current(scope)
        with wiring.working(actor=ActorType.SYSTEM) as other:
            grant_seats()
            other.session.commit()
        return before


def test_what_a_change_checked_still_holds_when_it_commits(api: TemplateApi) -> None:
    create_product(api)
    create_feature(api)
    create_plan(api)
    with wiring.working(actor=ActorType.SYSTEM) as work:
        archive_feature(
            SCOPE,
            "feature-seats",
            features=wiring.features(),
            groups=wiring.feature_groups(),
            plans=MeanwhileGranted(),  # type: ignore[arg-type]
            addons=wiring.addons(),
            events=wiring.events(),
            clock=wiring.clock(),
        )
        with pytest.raises(LostRace):
            work.session.commit()


def test_a_published_plan_costs_one_round_trip_and_a_list_two(api: TemplateApi) -> None:
    create_product(api)
    for number in range(3):
        create_plan(api, f"plan-{number}", status="PUBLISHED")
    with wiring.working(actor=ActorType.SYSTEM), counting() as cold:
        wiring.plans().page(SCOPE, PackageFilters(), PageRequest())
    with wiring.working(actor=ActorType.SYSTEM), counting() as warm:
        wiring.plans().latest(SCOPE, "plan-1")
    assert (cold.round_trips, warm.round_trips) == (2, 1)
