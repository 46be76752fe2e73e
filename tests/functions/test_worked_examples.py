"""The worked examples of entitlements and usage, by number: what is given, what is asked, what comes out.

Numbers that belong elsewhere stand in `ELSEWHERE`, with where they are shown or what they wait for.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support import pricing
from tests.support.clock import FixedClock
from tests.support.graphql import code_of
from tests.support.metered import event, meter, sell_metered, send, usage_of
from tests.support.metering import (
    START,
    Sold,
    boolean,
    entitlement,
    resetting,
    subscription_access,
    values_of,
)
from tests.support.template_api import TemplateApi
from tests.support.thresholds import fire, given_limits, images, told
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.overage import overage_line
from tollgate.charges.price import Price
from tollgate.customers.access import AddonAccess, PromotionalAccess
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

ELSEWHERE = {
    11: "publishing to all customers: test_inheritance, storage/test_publish_to_all",
    39: "a reset in the history: test_usage_history",
    40: "an upgrade with a cut: test_usage, test_usage_history",
    **dict.fromkeys(
        range(53, 78), "credits: there are no wallets yet; 63, 70 and 71 so far as rates go: test_cost_estimates"
    ),
    **dict.fromkeys((64, 65), "cost formulas: domain/charges/test_formula, test_cost_formulas"),
    **dict.fromkeys(range(78, 86), "governance is not built"),
    86: "a fallback is a client's",
    **dict.fromkeys((87, 88), "rate limits are not built"),
}

ENDLESS = {"usage_limit": None, "has_unlimited_usage": True}
OVERRIDE = EntitlementBehavior.OVERRIDE
Example = Callable[[TemplateApi, FixedClock], object]

EXAMPLES: dict[int, tuple[Example, object]] = {}


def example(number: int, expected: object) -> Callable[[Example], Example]:
    """Put a function into the table: what it returns is what the example says."""

    def put(shown: Example) -> Example:
        assert number not in EXAMPLES
        EXAMPLES[number] = shown, expected
        return shown

    return put


def check(api: TemplateApi, feature_id: str = "calls", customer_id: str = "acme", **query: Any) -> Any:
    return api.get(f"/api/v1/customers/{customer_id}/entitlements/check", featureId=feature_id, **query).data


def limit(api: TemplateApi, **query: Any) -> Any:
    shown = check(api, **query)
    return None if shown.get("hasUnlimitedUsage") else shown["usageLimit"]


def verdict(api: TemplateApi, feature_id: str = "calls", **query: Any) -> Any:
    shown = check(api, feature_id, **query)
    return shown["accessDeniedReason"] or shown["isGranted"]


def report(api: TemplateApi, value: float, feature_id: str = "calls", **fields: Any) -> Any:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    return api.post("/api/v1/usage", usages=[usage])


def calls(number: int, **changes: Any) -> FeatureEntitlement:
    return entitlement(usage_limit=Decimal(number), **changes)


def sold_with(plan: FeatureEntitlement, *addons: tuple[FeatureEntitlement, int]) -> Sold:
    """Sell a plan, and add-ons in quantities on top of it, to acme."""
    sold = Sold()
    sold.basic(plan)
    held = []
    for place, (granted, quantity) in enumerate(addons):
        sold.addon(f"addon-{place}", granted)
        held.append(AddonAccess(id=f"addon-{place}", version_number=1, quantity=quantity))
    sold.subscribe("acme", subscription_access(addons=tuple(held)))
    return sold


def promoted(sold: Sold, granted: FeatureEntitlement, ends_at: datetime | None = None) -> None:
    row = PromotionalAccess(entitlement=granted, starts_at=START, ends_at=ends_at)
    sold._change("acme", None, lambda item: item.but(promotions=(*item.promotions, row)))


def of_addons(plan: FeatureEntitlement, *addons: tuple[FeatureEntitlement, int]) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        sold_with(plan, *addons)
        return limit(api)

    return shown


example(1, 30)(of_addons(calls(10), (calls(20), 1)))
example(2, 2500)(of_addons(calls(1000), (calls(500), 3)))
example(3, 40)(of_addons(calls(100), (calls(40, behavior=OVERRIDE), 1)))
example(4, 80)(
    of_addons(calls(100), (calls(40, behavior=OVERRIDE), 2), (calls(60, behavior=OVERRIDE), 1), (calls(500), 1))
)
example(5, None)(of_addons(calls(100), (entitlement(**ENDLESS), 1)))


def of_promotion(plan: int, promotion: int, ended: timedelta | None = None) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        ends_at = clock.now() - ended if ended is not None else None
        promoted(sold_with(calls(plan)), calls(promotion), ends_at)
        return limit(api)

    return shown


example(6, 200)(of_promotion(50, 200))
example(7, 500)(of_promotion(500, 200))
example(8, 50)(of_promotion(50, 200, timedelta(seconds=1)))


@example(9, (5000, 1000))
def trial_beside_paid(api: TemplateApi, clock: FixedClock) -> object:
    sold = sold_with(calls(1000))
    sold.plan("tried", calls(5000))
    ends_at = clock.now() + timedelta(days=1)
    sold.subscribe("acme", subscription_access("tried", is_trial=True, ends_at=ends_at))
    during = limit(api)
    clock.set(ends_at)
    return during, limit(api)


@example(10, (True, 10))
def inherited(api: TemplateApi, clock: FixedClock) -> object:
    api.post("/api/v1/products", id="main", displayName="Main")
    api.post("/api/v1/features", id="sso", displayName="SSO", featureType="BOOLEAN")
    api.post("/api/v1/features", id="seats", displayName="Seats", featureType="NUMBER", meterType="FLUCTUATING")
    seats = {"id": "seats", "usageLimit": 10}
    for plan_id, granted, parent in (("base", {"id": "sso"}, {}), ("child", seats, {"parentPlanId": "base"})):
        api.post("/api/v1/plans", id=plan_id, displayName=plan_id, productId="main", pricingType="FREE", **parent)
        api.post(f"/api/v1/plans/{plan_id}/entitlements", entitlements=[{"type": "FEATURE", **granted}])
        assert api.post(f"/api/v1/plans/{plan_id}/publish", migrationType="NEW_CUSTOMERS").status == 200
    api.post("/api/v1/customers", id="acme")
    assert api.post("/api/v1/subscriptions", customerId="acme", planId="child").status == 201
    return verdict(api, "sso"), check(api, "seats")["usageLimit"]


@example(12, (300, 100))
def of_a_resource(api: TemplateApi, clock: FixedClock) -> object:
    sold = sold_with(calls(100))
    sold.resource("acme", "r1")
    sold.plan("site", calls(300))
    sold.subscribe("acme", subscription_access("site"), resource_id="r1")
    return limit(api, resourceId="r1"), limit(api)


@example(13, True)
def values_of_two_sources(api: TemplateApi, clock: FixedClock) -> object:
    sold = Sold()
    sold.basic(values_of("regions", "eu"))
    promoted(sold, values_of("regions", "us"))
    return verdict(api, "regions", requestedValues="us,eu")


@example(14, "RequestedValuesMismatch")
def other_values(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(values_of("regions", "eu"))
    return verdict(api, "regions", requestedValues="us")


def of_usage(used: float, requested: float | None, **changes: Any) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        Sold().basic(entitlement(**changes))
        report(api, used)
        return verdict(api, **({"requestedUsage": requested} if requested is not None else {}))

    return shown


EXCEEDED = "RequestedUsageExceedingLimit"
example(15, EXCEEDED)(of_usage(10, None))


@example(16, (True, EXCEEDED))
def within_and_beyond(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(entitlement())
    report(api, 7)
    return verdict(api, requestedUsage=3), verdict(api, requestedUsage=4)


example(17, True)(of_usage(10, 0))
example(18, True)(of_usage(25, 5, has_soft_limit=True))
example(19, True)(of_usage(10**6, 10**6, **ENDLESS))


@example(20, "CustomerNotFound")
def nobody(api: TemplateApi, clock: FixedClock) -> object:
    return verdict(api, customer_id="nobody")


@example(21, "CustomerIsArchived")
def archived(api: TemplateApi, clock: FixedClock) -> object:
    sold_with(calls(10)).archive("acme")
    return verdict(api)


@example(22, "NoActiveSubscription")
def without_a_subscription(api: TemplateApi, clock: FixedClock) -> object:
    sold = Sold()
    sold.feature(entitlement())
    sold.customer("acme")
    return verdict(api)


@example(23, "NoFeatureEntitlementInSubscription")
def not_in_the_plan(api: TemplateApi, clock: FixedClock) -> object:
    sold_with(calls(10)).feature(boolean())
    return verdict(api, "sso")


@example(24, "FeatureNotFound")
def no_feature(api: TemplateApi, clock: FixedClock) -> object:
    sold_with(calls(10))
    return verdict(api, "none")


@example(25, "Revoked")
def revoked(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(calls(10, is_granted=False))
    return verdict(api)


@example(26, "FeatureTypeMismatch")
def a_number_asked_of_a_switch(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(boolean())
    return verdict(api, "sso", requestedUsage=1)


@example(27, (400, 400))
def both_or_neither(api: TemplateApi, clock: FixedClock) -> object:
    sold_with(calls(10))
    path = "/api/v1/customers/acme/entitlements/check"
    return api.get(path, featureId="calls", currencyId="tokens").status, api.get(path).status


def reported(*usages: dict[str, Any]) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        sold_with(calls(100))
        return [report(api, **usage).data[0]["currentUsage"] for usage in usages]

    return shown


example(28, [3, 5])(reported({"value": 3}, {"value": 2}))
example(29, [3, 5, 4])(reported({"value": 3}, {"value": 5, "updateBehavior": "SET"}, {"value": -1}))
example(30, [2, 2])(reported(*[{"value": 2, "idempotencyKey": "k"}] * 2))


@example(31, (201, 14, EXCEEDED))
def reports_never_gate(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(entitlement())
    report(api, 9)
    answer = report(api, 5)
    return answer.status, answer.data[0]["currentUsage"], verdict(api)


@example(32, (400, "CannotReportUsageForEntitlementWithMeterError"))
def metered_by_events(api: TemplateApi, clock: FixedClock) -> object:
    sell_metered({"calls": meter()})
    refused = report(api, 1)
    return refused.status, refused.error["code"]


@example(33, "InvalidArgumentError")
def too_many_at_once(api: TemplateApi, clock: FixedClock) -> object:
    sold_with(calls(100))
    bulk = "mutation ($in: ReportUsageBulkInput!) { reportUsageBulk(input: $in) { id } }"
    usages = [{"customerId": "acme", "featureId": "calls", "value": 1}] * 101
    return code_of(api, bulk, **{"in": {"usages": usages}})


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def windows(anchor: str, period: ResetPeriod, kind: ResetAnchor | None, *moments: str) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        sold = Sold()
        sold.basic(resetting(period, kind))
        sold.subscribe("acme", subscription_access(usage_anchor=day(anchor), starts_at=day(anchor)))
        return [window_of(api, clock, day(each)) for each in moments]

    return shown


def window_of(api: TemplateApi, clock: FixedClock, moment: datetime) -> str:
    clock.set(moment)
    shown = check(api)
    return f"{shown['usagePeriodStart'][5:10]} {shown['usagePeriodEnd'][5:10]}"


MONTH, WEEK, YEAR, ANCHOR = ResetPeriod.MONTH, ResetPeriod.WEEK, ResetPeriod.YEAR, ResetAnchor.SUBSCRIPTION_START
example(34, ["01-31 02-28", "02-28 03-31"])(windows("2026-01-31", MONTH, ANCHOR, "2026-02-15", "2026-03-01"))
example(35, ["03-06 04-06"])(windows("2024-01-06", MONTH, ANCHOR, "2024-03-06T14:59"))
example(36, ["11-16 11-23"])(windows("2026-11-01", WEEK, ResetAnchor.EVERY_MONDAY, "2026-11-22T23:59"))
example(37, ["11-18 11-25"])(windows("2026-11-04", WEEK, ANCHOR, "2026-11-20"))
example(38, ["02-28 02-28", "02-29 02-28"])(windows("2024-02-29", YEAR, ANCHOR, "2025-03-01", "2028-02-29"))


@example(41, [(80, 83, 10)])
def a_threshold(api: TemplateApi, clock: FixedClock) -> object:
    given_limits(api)
    for value in (9, 1):
        report(api, value)
        fire(api, *images())
    return told()


@example(42, 0.02)
def coarse_units(api: TemplateApi, clock: FixedClock) -> object:
    Sold().basic(entitlement(unit_transformation=UnitTransformation(divide=10**9)))
    report(api, 20_000_000)
    return check(api)["currentUsage"]


def overage(sold: Price, used: int, included: int) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        return overage_line(sold, usage=Decimal(used), limit=Decimal(included)).exact

    return shown


example(43, 3)(overage(pricing.calls("0.01"), 1300, 1000))
example(44, 6)(overage(pricing.blocks("2", "100"), 800, 500))


def counted(rule: dict[str, Any], *events: dict[str, Any]) -> Example:
    def shown(api: TemplateApi, clock: FixedClock) -> object:
        sell_metered({"calls": rule})
        for each in events:
            send(api, each)
            clock.advance(seconds=2)
        return usage_of(api, "calls")

    return shown


example(45, [3])(counted(meter(), event("1"), event("2"), event("3"), event("3")))
example(46, [1])(counted(meter(), event("k"), event("k")))
USERS = [event(str(place), dimensions={"user": user}) for place, user in enumerate(("u1", "u2", "u1"))]
example(47, [2])(counted(meter("UNIQUE", "user"), *USERS))


@example(48, [30, 20, 15])
def numbers_and_texts(api: TemplateApi, clock: FixedClock) -> object:
    sell_metered({name: meter(name.upper(), "bytes") for name in ("sum", "max", "avg")})
    send(api, *(event(str(place), dimensions={"bytes": value}) for place, value in enumerate((10, "20", "x"))))
    return usage_of(api, "sum", "max", "avg")


def named(value: str, **region: str) -> dict[str, Any]:
    conditions = [{"field": "eventName", "operation": "EQUALS", "value": value}]
    conditions += [{"field": field, "operation": "EQUALS", "value": wanted} for field, wanted in region.items()]
    return {"conditions": conditions}


EITHER = {"aggregation": {"function": "COUNT"}, "filters": [named("a", region="eu"), named("b")]}
REGIONS = (
    event("1", "a", dimensions={"region": "eu"}),
    event("2", "a", dimensions={"region": "us"}),
    event("3", "b"),
)
example(49, [2])(counted(EITHER, *REGIONS))


@example(50, (400, 0))
def too_many_events(api: TemplateApi, clock: FixedClock) -> object:
    sell_metered({"calls": meter()})
    refused = api.post("/api/v1/events", events=[event(str(number)) for number in range(1001)])
    return refused.status, api.get("/api/v1/events/count", customerId="acme", eventName="call").data["count"]


@example(51, 400)
def too_old(api: TemplateApi, clock: FixedClock) -> object:
    sell_metered({"calls": meter()})
    old = (clock.now() - timedelta(days=40)).isoformat()
    return api.post("/api/v1/events", events=[event("1", timestamp=old)]).status


example(52, [0])(counted(meter(), event("1", "unheard-of")))


@pytest.mark.parametrize("number", sorted(EXAMPLES))
def test_the_outcome_is_what_the_example_says(number: int, api: TemplateApi, clock: FixedClock) -> None:
    shown, expected = EXAMPLES[number]
    assert shown(api, clock) == expected


def test_every_example_is_here_or_has_its_place_elsewhere() -> None:
    assert not EXAMPLES.keys() & ELSEWHERE.keys()
    assert EXAMPLES.keys() | ELSEWHERE.keys() == set(range(1, 89))
