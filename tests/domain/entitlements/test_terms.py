"""What one subscription's plan, units, overrides and add-ons come to, and that nothing but an override takes away."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.metering import START, boolean, configured, entitlement, plan, resetting, subscription_access
from tests.support.metering import values_of as values
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.catalog.package_grants import ChargeFacts, OverageFacts, VersionGrants
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.customers.access import AddonAccess, PromotionalAccess, SubscriptionAccess, UnitAccess
from tollgate.entitlements.live import Held, LiveSubscription
from tollgate.entitlements.resolve import Resolved, addon_versions_of, features_of, resolve, sources_of
from tollgate.entitlements.terms import Grants, TermKind, worth
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

Added = tuple[FeatureEntitlement, int]
"""What an add-on grants, and how many of it are held."""

OVERRIDE = EntitlementBehavior.OVERRIDE
GIGABYTES = UnitTransformation(divide=1000)


def limit(value: int | None, **changes: Any) -> FeatureEntitlement:
    return entitlement(usage_limit=Decimal(value) if value is not None else None, **changes)


def replacing(value: int, **changes: Any) -> FeatureEntitlement:
    return limit(value, behavior=OVERRIDE, **changes)


def unlimited(**changes: Any) -> FeatureEntitlement:
    return limit(None, has_unlimited_usage=True, **changes)


def promoted(granted: FeatureEntitlement, **changes: Any) -> PromotionalAccess:
    return PromotionalAccess(entitlement=granted, **{"starts_at": START, **changes})


def units(value: int, addon_id: str | None = None) -> UnitAccess:
    return UnitAccess(feature_id="calls", units=Decimal(value), addon_id=addon_id)


def row_of(addons: tuple[Added, ...], **changes: Any) -> SubscriptionAccess:
    held = tuple(AddonAccess(id=f"a{at}", version_number=1, quantity=many) for at, (_, many) in enumerate(addons))
    return subscription_access(addons=held, **changes)


def grants_of(sold: FeatureEntitlement | None, addons: tuple[Added, ...]) -> Grants:
    on_top = {(f"a{at}", 1): plan(f"a{at}", granted) for at, (granted, _) in enumerate(addons)}
    return Grants({("basic", 1): plan("basic", *((sold,) if sold is not None else ()))}, on_top)


def come_to(sold: FeatureEntitlement | None, *addons: Added, feature: Feature | None = None, **row: Any) -> Resolved:
    """Return what holds with a plan, add-ons and what else the row of the subscription says."""
    held = Held((LiveSubscription(None, row_of(addons, **row)),))
    feature_id = next(each.feature_id for each in (sold, *(granted for granted, _ in addons), limit(0)) if each)
    found = resolve(sources_of(feature_id, held, grants_of(sold, addons), feature))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sold", "addons", "row", "expected"),
    [
        (limit(10), [(limit(20), 1)], {}, limit(30)),
        (limit(10), [(limit(20), 2)], {}, limit(50)),
        (limit(1000), [(limit(500), 3)], {}, limit(2500)),
        (limit(100), [(replacing(40), 1)], {}, limit(40)),
        (limit(100), [(replacing(500), 1)], {}, limit(500)),
        (limit(100), [(replacing(40), 2), (replacing(60), 1), (limit(500), 1)], {}, limit(80)),
        (limit(100), [(unlimited(), 1)], {}, unlimited()),
        (unlimited(), [(limit(5), 1)], {}, unlimited()),
        (unlimited(), [(replacing(5), 1)], {}, limit(5)),
        (None, [(limit(5), 2)], {}, limit(10)),
        (None, [(limit(5), 2), (limit(7), 1)], {}, limit(17)),
        (limit(10), [(limit(5, has_soft_limit=True), 1)], {}, limit(15, has_soft_limit=True)),
        (limit(10, is_granted=False), [(limit(5), 1)], {}, limit(5)),
        (limit(10), [(limit(5, is_granted=False), 1)], {}, limit(10)),
        (limit(10, is_granted=False), [(limit(5, is_granted=False), 1)], {}, limit(10, is_granted=False)),
        (limit(10), [(replacing(5, is_granted=False), 1)], {}, limit(5, is_granted=False)),
        (limit(10), [], {"overrides": (limit(3),)}, limit(3)),
        (limit(10), [(limit(5), 1)], {"overrides": (limit(3),)}, limit(8)),
        (limit(10), [(replacing(5), 1)], {"overrides": (limit(300),)}, limit(5)),
        (limit(10), [], {"units": (units(25),)}, limit(25)),
        (unlimited(), [], {"units": (units(25),)}, limit(25)),
        (limit(10), [], {"units": (units(25),), "overrides": (limit(3),)}, limit(3)),
        (limit(10), [(limit(20), 2)], {"units": (units(25),)}, limit(65)),
        (limit(10), [(limit(20), 2)], {"units": (units(7, "a0"),)}, limit(17)),
        (limit(10), [(replacing(20), 2)], {"units": (units(7, "a0"),)}, limit(7)),
        (limit(2, unit_transformation=GIGABYTES), [(limit(500), 1)], {}, "2.5"),
        (configured(), [(configured(), 2)], {}, configured(usage_limit=Decimal(30))),
        (values("f", "eu"), [(values("f", "us"), 1)], {}, ("eu", "us")),
        (values("f", "eu"), [(values("f", "us", behavior=OVERRIDE), 1)], {}, ("us",)),
        (boolean(), [(boolean(is_granted=False), 1)], {}, boolean()),
        (boolean(is_granted=False), [(boolean(), 1)], {}, boolean()),
    ],
)
def test_a_subscription_comes_to(
    sold: FeatureEntitlement | None, addons: list[Added], row: dict[str, Any], expected: Any
) -> None:
    found = come_to(sold, *addons, **row)
    match expected:
        case tuple():
            assert found.enum_values == expected
        case str():
            assert found.entitlement.usage_limit == Decimal(expected)
        case _:
            assert found.entitlement.but(behavior=EntitlementBehavior.INCREMENT) == expected


@pytest.mark.parametrize(
    ("sold", "addon", "period"),
    [
        (resetting(ResetPeriod.MONTH), resetting(ResetPeriod.DAY), ResetPeriod.MONTH),
        (limit(10), resetting(ResetPeriod.DAY), ResetPeriod.DAY),
        (None, resetting(ResetPeriod.WEEK), ResetPeriod.WEEK),
        (resetting(ResetPeriod.MONTH), replacing(5), None),
    ],
)
def test_a_sum_resets_as_the_plan_does_or_else_the_addon(
    sold: FeatureEntitlement | None, addon: FeatureEntitlement, period: ResetPeriod | None
) -> None:
    assert come_to(sold, (addon, 1)).schedule.reset_period is period


def test_windows_of_an_addons_feature_count_from_the_subscriptions_anchor() -> None:
    monthly = resetting(ResetPeriod.MONTH, ResetAnchor.SUBSCRIPTION_START)
    found = come_to(None, (monthly, 1), usage_anchor=START.replace(day=20))
    assert found.schedule.period_at(START.replace(day=25)).start == START.replace(day=20, hour=0)


@pytest.mark.parametrize(("overage", "soft"), [("calls", True), ("seats", False), (None, False)])
def test_bought_units_are_the_limit_where_the_plan_grants_nothing(overage: str | None, soft: bool) -> None:
    charges = ChargeFacts(overage_pricing_models=(OverageFacts(feature_id=overage),))
    sold = VersionGrants(id="basic", version_number=1, charges=charges)
    kind = {"feature_type": FeatureType.NUMBER, "meter_type": MeterType.FLUCTUATING}
    feature = Feature(id="calls", uuid="f", display_name="Calls", created_at=START, updated_at=START, **kind)
    held = Held((LiveSubscription(None, subscription_access(units=(units(4),))),))
    found = resolve(sources_of("calls", held, Grants({("basic", 1): sold}), feature))
    assert found is not None
    assert (found.entitlement.usage_limit, found.entitlement.has_soft_limit) == (Decimal(4), soft)
    assert found.entitlement.meter_type is MeterType.FLUCTUATING
    assert sources_of("calls", held, Grants({("basic", 1): sold}), None) == ()


def test_all_terms_are_told_and_which_of_them_count() -> None:
    found = come_to(limit(10), (replacing(40), 2), (limit(5), 1), overrides=(limit(3),), units=(units(9),)).source
    assert [each.kind for each in found.terms] == [
        TermKind.OVERRIDE,
        TermKind.UNITS,
        TermKind.PLAN,
        TermKind.ADDON,
        TermKind.ADDON,
    ]
    assert [(each.package, each.quantity) for each in found.counted] == [(("a0", 1), 2)]


def test_what_has_to_be_known_is_every_version_and_feature_that_is_named() -> None:
    row = row_of(((limit(5), 1),), overrides=(boolean(),), units=(units(9),))
    held = Held((LiveSubscription(None, row),), (promoted(values("regions", "eu")),))
    assert addon_versions_of(held.subscriptions) == {("a0", 1)}
    found = features_of(held, grants_of(configured(), ((limit(5), 1),)))
    assert found == ["calls", "regions", "retention", "sso"]


@pytest.mark.parametrize(
    ("sold", "promotion", "is_promoted"),
    [
        (limit(50), limit(200), True),
        (limit(500), limit(200), False),
        (limit(200), limit(200), True),
        (limit(200, has_soft_limit=True), limit(200), False),
        (limit(200), resetting(ResetPeriod.DAY, usage_limit=Decimal(200)), True),
        (resetting(ResetPeriod.DAY, usage_limit=Decimal(200)), limit(200), False),
        (unlimited(), limit(10**9), False),
        (limit(10, is_granted=False), limit(1), True),
    ],
)
def test_a_promotion_decides_where_it_is_worth_as_much(
    sold: FeatureEntitlement, promotion: FeatureEntitlement, is_promoted: bool
) -> None:
    held = Held((LiveSubscription(None, subscription_access()),), (promoted(promotion),))
    found = resolve(sources_of("calls", held, grants_of(sold, ()), None))
    assert found is not None
    assert found.source.is_promotion is is_promoted


def test_windows_of_a_promotion_count_from_the_day_it_was_granted_and_no_change_of_plan_cuts_them() -> None:
    begun = START + timedelta(days=10)
    cut = {"usage_cut": begun + timedelta(days=1)}
    held = Held(
        (LiveSubscription(None, subscription_access(**cut)),),
        (promoted(resetting(usage_limit=Decimal(99)), starts_at=begun),),
    )
    found = resolve(sources_of("calls", held, grants_of(resetting(), ()), None))
    assert found is not None
    period = found.schedule.period_at(begun + timedelta(days=2))
    assert (period.start, period.end) == (begun.replace(hour=0), begun.replace(month=2, hour=0))


LIMITS = st.one_of(st.none(), st.integers(0, 50))
GRANTED = st.builds(
    lambda value, soft, granted, period: entitlement(
        usage_limit=Decimal(value) if value is not None else None,
        has_unlimited_usage=value is None,
        has_soft_limit=soft,
        is_granted=granted,
        reset_period=period,
    ),
    LIMITS,
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, *ResetPeriod]),
)
ADDED = st.tuples(
    st.tuples(GRANTED, st.sampled_from(list(EntitlementBehavior))).map(lambda pair: pair[0].but(behavior=pair[1])),
    st.integers(1, 3),
)
SOLD = st.tuples(st.one_of(st.none(), GRANTED), st.lists(ADDED, max_size=3))


def held_by(sold: list[tuple[FeatureEntitlement | None, list[Added]]], promotions: list[FeatureEntitlement]) -> Any:
    """Return several subscriptions with their plans and add-ons, and promotions, with what all of them grant."""
    rows, grants = [], Grants({}, {})
    for at, (granted, addons) in enumerate(sold):
        held = tuple(
            AddonAccess(id=f"a{at}-{place}", version_number=1, quantity=many) for place, (_, many) in enumerate(addons)
        )
        rows.append(LiveSubscription(None if at % 2 else "r1", subscription_access(f"p{at}", addons=held)))
        grants = Grants(
            {**grants.plans, (f"p{at}", 1): plan(f"p{at}", *((granted,) if granted is not None else ()))},
            {**grants.addons, **{(f"a{at}-{place}", 1): plan("a", each) for place, (each, _) in enumerate(addons)}},
        )
    rows_of_promotions = [promoted(each.but(uuid=str(at))) for at, each in enumerate(promotions)]
    return rows, rows_of_promotions, grants


@given(st.lists(SOLD, max_size=3), st.lists(GRANTED, max_size=2), st.randoms(use_true_random=False))
def test_the_order_of_sources_changes_nothing(
    sold: list[tuple[FeatureEntitlement | None, list[Added]]], promotions: list[FeatureEntitlement], chance: Any
) -> None:
    rows, promoted_rows, grants = held_by(sold, promotions)
    found = resolve(sources_of("calls", Held(tuple(rows), tuple(promoted_rows)), grants, None))
    shuffled = [
        row._replace(
            subscription=row.subscription.but(
                addons=tuple(chance.sample(list(row.subscription.addons), k=len(row.subscription.addons)))
            )
        )
        for row in chance.sample(rows, k=len(rows))
    ]
    again = Held(tuple(shuffled), tuple(chance.sample(promoted_rows, k=len(promoted_rows))))
    reordered = resolve(sources_of("calls", again, grants, None))
    if found is None or reordered is None:
        assert found is reordered
        return
    assert (reordered.entitlement, reordered.schedule, reordered.enum_values, reordered.counter_resource_id) == (
        found.entitlement,
        found.schedule,
        found.enum_values,
        found.counter_resource_id,
    )


@given(SOLD, st.lists(SOLD, max_size=2), GRANTED)
def test_another_source_takes_nothing_away(
    first: tuple[FeatureEntitlement | None, list[Added]],
    others: list[tuple[FeatureEntitlement | None, list[Added]]],
    promotion: FeatureEntitlement,
) -> None:
    rows, promotions, grants = held_by([first, *others], [promotion])
    alone = resolve(sources_of("calls", Held(tuple(rows[:1])), grants, None))
    together = resolve(sources_of("calls", Held(tuple(rows), tuple(promotions)), grants, None))
    assert together is not None
    assert alone is None or worth(together.entitlement) >= worth(alone.entitlement)


@given(st.one_of(st.none(), GRANTED), st.lists(ADDED, max_size=3), GRANTED, st.integers(1, 3))
def test_another_addon_takes_nothing_away_unless_it_overrides(
    sold: FeatureEntitlement | None, addons: list[Added], added: FeatureEntitlement, quantity: int
) -> None:
    one_more = come_to(sold, *addons, (added, quantity))
    if sold is not None or addons:
        before = come_to(sold, *addons)
        assert worth(one_more.entitlement)[:4] >= worth(before.entitlement)[:4]
