"""A plan's versions and entitlements as values."""

from tests.support.catalog import THEN, a_feature, a_plan, an_entitlement
from tests.support.memory_catalog import MemoryPackages
from tollgate.catalog.addon import Addon
from tollgate.catalog.feature_use import packages_using, sold_packages, values_in_use
from tollgate.catalog.package import PackageStatus, named
from tollgate.catalog.plan import Plan
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
LATER = THEN.replace(month=2)
SEATS, REGIONS = a_feature("feature-seats"), a_feature("feature-regions", values=("eu", "us"))


def test_a_draft_becomes_the_latest_version_and_leads_to_the_next_draft() -> None:
    published = a_plan().published(at=LATER)
    assert (published.status, published.is_latest, published.version_number) == (PackageStatus.PUBLISHED, True, 1)
    draft = published.next_draft(at=LATER)
    assert (draft.status, draft.is_latest, draft.version_number) == (PackageStatus.DRAFT, False, 2)


def test_an_entitlement_keeps_its_place_when_it_changes() -> None:
    plan = a_plan().with_entitlement(an_entitlement(SEATS)).with_entitlement(an_entitlement(REGIONS))
    changed = plan.with_entitlement(an_entitlement(SEATS, usage_limit=5))
    assert [each.feature_id for each in changed.entitlements] == ["feature-seats", "feature-regions"]
    assert changed.entitlement_to("feature-seats") == an_entitlement(SEATS, usage_limit=5)
    assert changed.without_entitlement(changed.entitlements[0]).entitlement_to("feature-seats") is None


def test_entitlements_are_shown_by_their_order_and_those_without_one_last() -> None:
    orders = {"a": None, "b": 2, "c": None, "d": 1}
    plan = a_plan(entitlements=tuple(an_entitlement(a_feature(id), order=order) for id, order in orders.items()))
    assert [named(each) for each in plan.own_entitlements] == ["d", "b", "a", "c"]


def test_a_feature_is_used_by_drafts_and_by_what_is_sold_but_not_by_archived_plans() -> None:
    entitlement = an_entitlement(REGIONS, enum_values=("eu",))
    granting = [a_plan(id, entitlements=(entitlement,)) for id in ("plan-draft", "plan-sold", "plan-archived")]
    plans = MemoryPackages(Plan)
    plans.save_draft(SCOPE, granting[0])
    for plan in granting[1:]:
        plans.publish(SCOPE, plan.published(at=LATER))
    plans.save_shared(SCOPE, granting[2].archived(at=LATER))
    plans.save_draft(SCOPE, a_plan("plan-other"))
    sold = sold_packages(SCOPE, plans=plans, addons=MemoryPackages(Addon))
    assert packages_using(sold, REGIONS.id) == ["plan-draft", "plan-sold"]
    assert values_in_use(sold, REGIONS.id) == {"eu"}
