"""Several sources of one feature, and the verdict on what they give together."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support.metering import (
    START,
    boolean,
    configured,
    entitlement,
    plan,
    resetting,
    subscription_access,
    values_of,
)
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.customers.access_terms import BudgetAccess
from tollgate.entitlements.entitlement import AccessDeniedReason
from tollgate.entitlements.live import Held, LiveState, LiveSubscription
from tollgate.entitlements.resolve import Resolved, resolve, sources_of, versions_of
from tollgate.entitlements.terms import Grants
from tollgate.entitlements.verdict import Question, Usage, judge, reason_of_absence, reason_of_owner
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.reset_period import ResetPeriod

REACHED = AccessDeniedReason.REQUESTED_USAGE_EXCEEDING_LIMIT


def resolved(*sources: FeatureEntitlement, resources: tuple[str | None, ...] = ()) -> Resolved:
    """Resolve a feature that several subscriptions have, each with its own entitlement."""
    owners = resources or (None,) * len(sources)
    plans = {(f"p{index}", 1): plan(f"p{index}", source) for index, source in enumerate(sources)}
    held = [LiveSubscription(owner, subscription_access(f"p{index}")) for index, owner in enumerate(owners)]
    found = resolve(sources_of(sources[0].feature_id, Held(tuple(held)), Grants(plans), None))
    assert found is not None
    return found


def limit(value: int, **changes: Any) -> FeatureEntitlement:
    return entitlement(usage_limit=Decimal(value), **changes)


THOUSANDS = UnitTransformation(divide=1000)
UNLIMITED = entitlement(usage_limit=None, has_unlimited_usage=True)
REVOKED = limit(900, is_granted=False)


@pytest.mark.parametrize(
    ("sources", "winner"),
    [
        ((limit(1000), limit(5000)), limit(5000)),
        ((limit(5000), limit(1000)), limit(5000)),
        ((limit(1000), UNLIMITED), UNLIMITED),
        ((limit(100), REVOKED), limit(100)),
        ((limit(100), limit(100, has_soft_limit=True)), limit(100, has_soft_limit=True)),
        ((limit(200), limit(100, has_soft_limit=True)), limit(200)),
        ((limit(5, unit_transformation=THOUSANDS), limit(900)), limit(5, unit_transformation=THOUSANDS)),
        ((limit(5, unit_transformation=THOUSANDS), limit(9000)), limit(9000)),
        ((limit(100), resetting(usage_limit=Decimal(100))), resetting(usage_limit=Decimal(100))),
        (
            (resetting(ResetPeriod.MONTH), resetting(ResetPeriod.DAY)),
            resetting(ResetPeriod.DAY),
        ),
        ((resetting(ResetPeriod.DAY, usage_limit=Decimal(1000)), limit(10_000)), limit(10_000)),
    ],
)
def test_the_most_generous_source_decides(sources: tuple[FeatureEntitlement, ...], winner: FeatureEntitlement) -> None:
    assert resolved(*sources).entitlement == winner


def test_values_of_all_sources_are_granted() -> None:
    found = resolved(values_of("f", "eu"), values_of("f", "us", "eu"), values_of("f", "cn", is_granted=False))
    assert sorted(found.enum_values or ()) == ["eu", "us"]


def test_a_boolean_is_granted_if_any_source_grants_it() -> None:
    assert resolved(boolean(is_granted=False), boolean()).entitlement.is_granted


def test_usage_is_the_resources_where_its_own_subscription_has_the_feature() -> None:
    assert resolved(limit(300), limit(100), resources=("r1", None)).counter_resource_id == "r1"
    assert resolved(limit(100), limit(300), resources=("r1", None)).counter_resource_id == "r1"
    assert resolved(limit(100)).counter_resource_id is None


def test_between_equals_the_resources_own_subscription_decides() -> None:
    assert resolved(limit(100), limit(100), resources=(None, "r1")).source.resource_id == "r1"


@pytest.mark.parametrize(
    ("granted", "used", "requested", "reason"),
    [
        (limit(10), 10, None, REACHED),
        (limit(10), 9, None, None),
        (limit(10), 7, 3, None),
        (limit(10), 7, 4, REACHED),
        (limit(10), 10, 0, None),
        (limit(10), 11, 0, REACHED),
        (limit(0), 0, None, REACHED),
        (limit(0), 0, 0, None),
        (limit(10), -5, 10, None),
        (limit(10), -5, 11, REACHED),
        (limit(10, has_soft_limit=True), 25, 5, None),
        (UNLIMITED, 10**6, 10**6, None),
        (REVOKED, 0, None, AccessDeniedReason.REVOKED),
        (configured(usage_limit=Decimal(30)), None, None, None),
        (configured(usage_limit=Decimal(30)), None, 30, None),
        (configured(usage_limit=Decimal(30)), None, 31, REACHED),
        (configured(usage_limit=None, has_unlimited_usage=True), None, 31, None),
        (boolean(), None, None, None),
        (boolean(), None, 1, AccessDeniedReason.FEATURE_TYPE_MISMATCH),
        (boolean(is_granted=False), None, 1, AccessDeniedReason.REVOKED),
    ],
)
def test_the_verdict_on_a_number(
    granted: FeatureEntitlement, used: int | None, requested: int | None, reason: AccessDeniedReason | None
) -> None:
    usage = Usage(ALL_TIME, Decimal(used)) if used is not None else None
    asked = Decimal(requested) if requested is not None else None
    question = Question(customer_id="acme", feature_id=granted.feature_id, requested_usage=asked)
    assert judge(question, resolved(granted), usage, now=START) is reason


@pytest.mark.parametrize(
    ("requested", "reason"),
    [
        (None, None),
        (("eu",), None),
        (("us", "eu"), None),
        (("cn",), AccessDeniedReason.REQUESTED_VALUES_MISMATCH),
        (("eu", "cn"), AccessDeniedReason.REQUESTED_VALUES_MISMATCH),
    ],
)
def test_the_verdict_on_values(requested: tuple[str, ...] | None, reason: AccessDeniedReason | None) -> None:
    question = Question(customer_id="acme", feature_id="regions", requested_values=requested)
    assert judge(question, resolved(values_of("regions", "eu", "us")), None, now=START) is reason


def test_values_are_asked_of_lists_only() -> None:
    question = Question(customer_id="acme", feature_id="calls", requested_values=("eu",))
    assert judge(question, resolved(limit(10)), Usage(ALL_TIME), now=START) is AccessDeniedReason.FEATURE_TYPE_MISMATCH


LATER = START + timedelta(days=1)
SPENT = BudgetAccess(features=("calls",), is_hard=True, exceeded_until=LATER)


@pytest.mark.parametrize(
    ("budget", "now", "reason"),
    [
        (SPENT, START, AccessDeniedReason.BUDGET_EXCEEDED),
        (SPENT, LATER, None),
        (SPENT.but(is_hard=False), START, None),
        (SPENT.but(exceeded_until=None), START, None),
        (SPENT.but(features=("seats",)), START, None),
    ],
    ids=["used up", "of the period before", "soft", "not used up", "of another feature"],
)
def test_a_budget_that_is_used_up_denies_what_costs(
    budget: BudgetAccess, now: datetime, reason: AccessDeniedReason | None
) -> None:
    row = subscription_access("p0", budget=budget)
    held = Held((LiveSubscription(None, row),))
    found = resolve(sources_of("calls", held, Grants({("p0", 1): plan("p0", UNLIMITED)}), None))
    assert found is not None
    asked = Question(customer_id="acme", feature_id="calls", requested_usage=Decimal(1))
    assert judge(asked, found, Usage(ALL_TIME), now=now) is reason


def state_of(*rows: SubscriptionAccess, is_archived: bool = False, resource: str | None = None) -> LiveState:
    access = {("acme", None): Access(customer_id="acme", is_archived=is_archived)}
    access["acme", resource] = access["acme", None].but(resource_id=resource, subscriptions=rows)
    return LiveState(access)


def test_the_owner_is_looked_at_first_and_in_order() -> None:
    assert reason_of_owner(LiveState(), "acme", None) is AccessDeniedReason.CUSTOMER_NOT_FOUND
    assert reason_of_owner(state_of(is_archived=True), "acme", "r1") is AccessDeniedReason.CUSTOMER_IS_ARCHIVED
    assert reason_of_owner(state_of(), "acme", "r1") is AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND
    assert reason_of_owner(state_of(resource="r1"), "acme", "r1") is None


def test_an_unknown_feature_is_told_before_a_missing_subscription() -> None:
    assert reason_of_absence(None, Held()) is AccessDeniedReason.FEATURE_NOT_FOUND


def test_access_starts_ends_and_changes_at_its_instants() -> None:
    ends_at = START.replace(day=20)
    state = state_of(subscription_access(ends_at=ends_at))
    assert [len(state.subscriptions("acme", None, START.replace(day=day))) for day in (4, 5, 19, 20)] == [0, 1, 1, 0]
    assert state.next_change("acme", None, "calls", START.replace(day=4)) == START
    assert state.next_change("acme", None, "calls", START.replace(day=6)) == ends_at
    assert state.next_change("acme", None, "calls", ends_at) is None


def test_a_resource_holds_its_own_subscriptions_and_the_customers() -> None:
    access = {
        ("acme", None): Access(customer_id="acme", subscriptions=(subscription_access("global"),)),
        ("acme", "r1"): Access(customer_id="acme", resource_id="r1", subscriptions=(subscription_access("site"),)),
    }
    held = LiveState(access).subscriptions("acme", "r1", START)
    assert [(each.resource_id, each.subscription.plan_id) for each in held] == [("r1", "site"), (None, "global")]
    assert versions_of(held) == {("site", 1), ("global", 1)}
    assert len(LiveState(access).subscriptions("acme", None, START)) == 1
