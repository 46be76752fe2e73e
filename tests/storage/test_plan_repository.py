"""What every plan repository does, in memory and in DynamoDB."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_plan, an_entitlement
from tests.support.memory_catalog import MemoryPackages
from tollgate import wiring
from tollgate.catalog.filters import PackageFilters
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType, Scope

SCOPE = Scope(account_id="account-test", environment_id="development")
LATER, LAST = THEN.replace(month=2), THEN.replace(month=3)
Run = Callable[[Callable[[PlanRepository], Any]], Any]


@pytest.fixture(params=["memory", "dynamodb"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run something with the repository and commit what it staged."""
    if request.param == "memory":
        plans = MemoryPackages(Plan)
        return lambda operation: operation(plans)
    request.getfixturevalue("dynamodb")
    return lambda operation: wiring.transact(lambda: operation(wiring.plans()), actor=ActorType.SYSTEM)


def published(run: Run, plan: Plan) -> Plan:
    """Publish a plan and return the version."""
    version = plan.published(at=LATER)
    run(lambda plans: plans.publish(SCOPE, version))
    return version


def edit(run: Run, operation: Callable[[PlanRepository, Plan], None], plan_id: str = "plan-pro") -> None:
    """Load the draft and do something with it, as every change of a draft does."""

    def change(plans: PlanRepository) -> None:
        draft = plans.draft(SCOPE, plan_id)
        assert draft is not None
        operation(plans, draft)

    run(change)


def state(run: Run, plan_id: str = "plan-pro") -> tuple[Plan | None, Plan | None]:
    """Return what is sold and the draft."""
    return run(lambda plans: (plans.latest(SCOPE, plan_id), plans.draft(SCOPE, plan_id)))


def test_several_are_shown_at_once_as_they_are_sold_or_as_drafts_where_they_never_were(run: Run) -> None:
    run(lambda plans: plans.save_draft(SCOPE, a_plan("plan-new")))
    sold = published(run, a_plan())
    run(lambda plans: plans.save_draft(SCOPE, sold.next_draft(at=LAST)))
    shown = run(lambda plans: plans.shown(SCOPE, ["plan-pro", "plan-new", "plan-unknown", "plan-pro"]))
    assert shown == {"plan-pro": sold, "plan-new": a_plan("plan-new")}
    assert run(lambda plans: plans.shown(SCOPE, [])) == {}


def test_there_is_nothing_at_first(run: Run) -> None:
    assert state(run) == (None, None)
    assert run(lambda plans: plans.exists(SCOPE, "plan-pro")) is False
    assert run(lambda plans: plans.current(SCOPE)) == []


def test_a_draft_is_kept_and_changed(run: Run) -> None:
    draft = a_plan(metadata={"a": "b"}, entitlements=(an_entitlement(a_feature(), usage_limit="0.10"),))
    run(lambda plans: plans.save_draft(SCOPE, draft))
    assert state(run) == (None, draft)
    changed = draft.but(display_name="Better", updated_at=LATER)
    edit(run, lambda plans, _: plans.save_draft(SCOPE, changed))
    assert state(run) == (None, changed)
    assert run(lambda plans: plans.exists(SCOPE, "plan-pro")) is True


def test_a_published_draft_is_the_latest_version(run: Run) -> None:
    draft = a_plan(metadata={"a": "b"})
    run(lambda plans: plans.save_draft(SCOPE, draft))
    version = draft.published(at=LATER)
    edit(run, lambda plans, _: plans.publish(SCOPE, version))
    assert state(run) == (version, None)


def test_a_version_may_be_published_without_a_draft_before(run: Run) -> None:
    version = published(run, a_plan())
    assert state(run) == (version, None)


def test_a_removed_draft_leaves_what_is_sold_and_else_nothing(run: Run) -> None:
    version = published(run, a_plan())
    draft = version.next_draft(at=LAST)
    run(lambda plans: plans.save_draft(SCOPE, draft))
    edit(run, lambda plans, stored: plans.remove_draft(SCOPE, stored))
    assert state(run) == (version, None)
    run(lambda plans: plans.save_draft(SCOPE, a_plan("plan-new")))
    edit(run, lambda plans, stored: plans.remove_draft(SCOPE, stored), "plan-new")
    assert run(lambda plans: plans.exists(SCOPE, "plan-new")) is False


def test_what_versions_share_changes_for_all_of_them(run: Run) -> None:
    version = published(run, a_plan(metadata={"a": "1"}))
    draft = version.next_draft(at=LATER)
    run(lambda plans: plans.save_draft(SCOPE, draft))
    run(lambda plans: plans.save_shared(SCOPE, draft.but(metadata={"b": "2"}, updated_at=LAST)))
    changes = {"metadata": {"b": "2"}, "updated_at": LAST}
    assert state(run) == (version.but(**changes), draft.but(**changes))


def test_an_archived_plan_says_so(run: Run) -> None:
    version = published(run, a_plan())
    run(lambda plans: plans.save_shared(SCOPE, version.archived(at=LAST)))
    assert state(run) == (version.archived(at=LAST), None)


def test_current_is_every_draft_and_every_latest_version(run: Run) -> None:
    run(lambda plans: plans.save_draft(SCOPE, a_plan("plan-a")))
    first = published(run, a_plan("plan-b"))
    second = published(run, first.next_draft(at=LATER))
    run(lambda plans: plans.save_draft(SCOPE, second.next_draft(at=LAST)))
    current = run(lambda plans: plans.current(SCOPE))
    shown = sorted((plan.id, plan.version_number, plan.is_latest) for plan in current)
    assert shown == [("plan-a", 1, False), ("plan-b", 2, True), ("plan-b", 3, False)]


def test_a_page_shows_each_plan_once_and_newest_first(run: Run) -> None:
    run(lambda plans: plans.save_draft(SCOPE, a_plan("plan-old")))
    version = published(run, a_plan("plan-new", created_at=LATER))
    run(lambda plans: plans.save_draft(SCOPE, version.next_draft(at=LAST)))

    def listed(**filters: Any) -> list[tuple[str, str]]:
        page = run(lambda plans: plans.page(SCOPE, PackageFilters(**filters), PageRequest()))
        return [(plan.id, plan.status) for plan in page.rows]

    assert listed() == [("plan-new", "PUBLISHED"), ("plan-old", "DRAFT")]
    assert listed(statuses=(PackageStatus.DRAFT,)) == [("plan-new", "DRAFT"), ("plan-old", "DRAFT")]
    assert listed(product_id="product-none") == []


def test_another_environment_sees_nothing(run: Run) -> None:
    published(run, a_plan())
    other = SCOPE.but(environment_id="production")
    assert run(lambda plans: (plans.latest(other, "plan-pro"), plans.current(other))) == (None, [])
