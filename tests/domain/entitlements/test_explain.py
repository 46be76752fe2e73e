"""What is explained is what is checked, whatever is held; and what is due is seen before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import FixedClock
from tests.support.metering import SCOPE, START, entitlement, plan, subscription_access
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.customers.access import Access, AddonAccess, PromotionalAccess, SubscriptionAccess, UnitAccess
from tollgate.entitlements.check import check_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.derivation import Decision, UsageOrigin
from tollgate.entitlements.explain import explain_entitlement
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.entitlements.verdict import Question
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.period import Period
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import Scope

NOW = START + timedelta(days=10)


@dataclass
class World:
    """What is held of one feature, in memory; satisfies every port that checks read through."""

    access: dict[tuple[str, str | None], Access]
    granted: dict[tuple[str, int], FeatureEntitlement | None] = field(default_factory=dict)
    total: Decimal | None = None
    later: Access | None = None

    @property
    def checking(self) -> Checking:
        """Return the ports of checks, all of them this."""
        clock = FixedClock(NOW)
        return Checking(self, self, self, self, self, self, lambda: self, clock)  # type: ignore[arg-type]

    def currencies_of(self, scope: Scope, feature_id: str) -> tuple[str, ...]:
        """Return none: nothing burns credits."""
        return ()

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey], wallets: Iterable[Any] = ()) -> LiveState:
        """Return everything."""
        counters = {}
        if self.total is not None:
            counter = Counter(period=ALL_TIME, total=self.total, version=1, updated_at=NOW)
            counters = {CounterKey("acme", owner, "calls"): counter for owner in (None, "r1")}
        return LiveState(self.access, counters)

    def within(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Decimal]:
        """Return one bucket at the start of the period."""
        return {period.start: self.total or Decimal(0)}

    def tallies(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Tally]:
        """Return one bucket at the start of the period."""
        return {period.start: Tally(total=self.total or Decimal(0))}

    def many(self, scope: Scope, wanted: Iterable[Any], **_: object) -> dict[Any, Any]:
        """Return the versions, or the feature."""
        found: dict[Any, Any] = {}
        for name in wanted:
            if isinstance(name, tuple):
                sold = self.granted.get(name)
                found[name] = plan(name[0], *((sold,) if sold is not None else ()))
            elif name == "calls":
                like = entitlement()
                found[name] = Feature(
                    id="calls",
                    uuid="f",
                    display_name="Calls",
                    feature_type=like.feature_type,
                    meter_type=like.meter_type,
                    created_at=START,
                    updated_at=START,
                )
        return found

    def at(self, scope: Scope, access: Access, now: datetime) -> Access:
        """Return what the access item will say."""
        assert self.later is not None
        return self.later


VALUES = st.builds(
    lambda limit, soft, is_granted, period, behavior: entitlement(
        usage_limit=Decimal(limit) if limit is not None else None,
        has_unlimited_usage=limit is None,
        has_soft_limit=soft,
        is_granted=is_granted,
        reset_period=period,
        behavior=behavior,
    ),
    st.one_of(st.none(), st.integers(0, 20)),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, *ResetPeriod]),
    st.sampled_from(list(EntitlementBehavior)),
)
MOMENTS = st.integers(-20, 20).map(lambda days: NOW + timedelta(days=days))


@st.composite
def rows(draw: Any, name: str) -> SubscriptionAccess:
    """Draw a subscription that may not have begun or may be over, with add-ons, units and overrides."""
    held = [AddonAccess(id=f"{name}-a{at}", version_number=1, quantity=draw(st.integers(1, 3))) for at in range(2)]
    return subscription_access(
        name,
        addons=tuple(draw(st.lists(st.sampled_from(held), unique=True, max_size=2))),
        units=tuple(UnitAccess(feature_id="calls", units=Decimal(5)) for _ in range(draw(st.integers(0, 1)))),
        overrides=tuple(draw(st.lists(VALUES, max_size=1))),
        starts_at=draw(MOMENTS),
        ends_at=draw(st.one_of(st.none(), MOMENTS)),
        usage_cut=draw(st.one_of(st.none(), MOMENTS)),
        is_trial=draw(st.booleans()),
    )


@st.composite
def worlds(draw: Any) -> World:
    """Draw a customer and a resource with subscriptions and promotions."""
    access = {}
    for owner in draw(st.sampled_from([(), (None,), (None, "r1")])):
        held = [draw(rows(f"{owner}-{at}")) for at in range(draw(st.integers(0, 2)))]
        promotions = [
            PromotionalAccess(entitlement=draw(VALUES), starts_at=START, ends_at=draw(st.one_of(st.none(), MOMENTS)))
            for _ in range(draw(st.integers(0, 1)) if owner is None else 0)
        ]
        access["acme", owner] = Access(
            customer_id="acme",
            resource_id=owner,
            is_archived=owner is None and draw(st.integers(0, 9)) == 0,
            subscriptions=tuple(held),
            promotions=tuple(promotions),
        )
    versions = [
        version
        for item in access.values()
        for row in item.subscriptions
        for version in ((row.plan_id, 1), *((each.id, 1) for each in row.addons))
    ]
    granted = {version: draw(st.one_of(st.none(), VALUES)) for version in versions}
    return World(access, granted, draw(st.one_of(st.none(), st.integers(0, 30).map(Decimal))))


@given(
    worlds(),
    st.sampled_from([None, "r1"]),
    st.one_of(st.none(), st.integers(0, 9).map(Decimal)),
    st.sampled_from(["calls", "unknown"]),
)
def test_what_is_explained_is_what_is_checked(
    world: World, resource_id: str | None, requested: Decimal | None, feature_id: str
) -> None:
    question = Question(customer_id="acme", feature_id=feature_id, resource_id=resource_id, requested_usage=requested)
    verdict = check_entitlement(SCOPE, question, checking=world.checking)
    told = explain_entitlement(SCOPE, question, checking=world.checking)
    assert told.entitlement == verdict
    assert (told.rule is not None, told.denied_by) == (verdict.is_granted, verdict.access_denied_reason)
    assert [each.decides for each in told.sources] == [True, *[False] * (len(told.sources) - 1)][: len(told.sources)]
    assert (told.decided_by is Decision.ONLY_SOURCE) == (len(told.sources) == 1)
    for source in told.sources:
        assert any(row.counts for row in source.rows)
    if told.sources:
        assert told.sources[0].value.usage_limit == verdict.usage_limit or verdict.has_unlimited_usage
        assert told.counter is not None
        assert (told.counter.usage_from is UsageOrigin.NOTHING) <= (verdict.current_usage == 0)


def due(plan_id: str) -> Access:
    """Return an access item whose only subscription is followed by something an hour ago."""
    row = subscription_access(plan_id, changes_at=NOW - timedelta(hours=1))
    return Access(customer_id="acme", subscriptions=(row,))


def test_a_check_sees_what_is_due_and_not_done_yet() -> None:
    later = Access(customer_id="acme", subscriptions=(subscription_access("pro"),))
    granted = {("basic", 1): entitlement(usage_limit=Decimal(5)), ("pro", 1): entitlement(usage_limit=Decimal(70))}
    world = World({("acme", None): due("basic")}, dict(granted), later=later)
    question = Question(customer_id="acme", feature_id="calls")
    assert check_entitlement(SCOPE, question, checking=world.checking).usage_limit == 70


def test_what_is_not_due_is_read_as_it_stands() -> None:
    row = subscription_access(changes_at=NOW + timedelta(hours=1))
    access = {("acme", None): Access(customer_id="acme", subscriptions=(row,))}
    world = World(access, {("basic", 1): entitlement(usage_limit=Decimal(5))})
    found = check_entitlement(SCOPE, Question(customer_id="acme", feature_id="calls"), checking=world.checking)
    assert (found.usage_limit, found.valid_until) == (5, NOW + timedelta(hours=1))
