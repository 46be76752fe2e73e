"""Budgets of subscriptions: what usage costs is followed, and what goes beyond a hard budget is denied."""

import pytest

from tests.support.advancing import advance as renew
from tests.support.clock import FixedClock
from tests.support.recorded import all_recorded
from tests.support.selling import subscribe
from tests.support.spending import given_priced_usage, hold
from tests.support.template_api import TemplateApi
from tests.support.thresholds import fire, images

CHECK = "/api/v1/customers/acme/entitlements"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_priced_usage(api)
    return api


def use(api: TemplateApi, value: float, feature_id: str = "calls") -> None:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    fire(api, *images())


def reason(api: TemplateApi, feature_id: str = "calls") -> str | None:
    shown = api.get(f"{CHECK}/check", featureId=feature_id).data
    assert shown["isGranted"] is (shown["accessDeniedReason"] is None)
    return shown["accessDeniedReason"]


def told() -> list[tuple[str, float]]:
    events = all_recorded("SubscriptionSpentLimitExceeded")
    return [(f"{each.occurred_at:%m-%d}", float(each.payload["currentSpend"]["amount"])) for each in events]


def test_what_costs_is_denied_once_it_has_cost_the_budget(shop: TemplateApi) -> None:
    hold(shop)
    use(shop, 49)
    assert (reason(shop), told()) == (None, [])
    use(shop, 1)
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5)])
    assert (reason(shop, "gigabytes"), reason(shop, "seats")) == ("BudgetExceeded", None)
    use(shop, 1)
    fire(shop, *images(), *images())
    assert told() == [("01-15", 5)]
    [event] = all_recorded("SubscriptionSpentLimitExceeded")
    assert (event.type, event.aggregate) == ("SUBSCRIPTION_SPENT_LIMIT_EXCEEDED", "SUBSCRIPTION#of-acme")
    assert event.payload["budget"] == {"limit": 5, "hasSoftLimit": False}


def test_every_reader_of_entitlements_sees_it(shop: TemplateApi) -> None:
    hold(shop)
    use(shop, 50)
    listed = {each["feature"]["id"]: each for each in shop.get(CHECK).data["entitlements"]}
    assert listed["calls"]["accessDeniedReason"] == "BudgetExceeded"
    assert listed["calls"]["validUntil"] == "2026-02-15T10:30:00.000Z"
    explained = shop.get(f"{CHECK}/explain", featureId="calls").data
    assert explained["deniedBy"] == "BudgetExceeded"
    flag = shop.post("/ofrep/v1/evaluate/flags/calls:boolean", context={"targetingKey": "acme"}).body
    assert (flag["value"], flag["metadata"]["accessDeniedReason"]) == (False, "BudgetExceeded")


def test_a_soft_budget_is_told_of_and_denies_nothing(shop: TemplateApi) -> None:
    hold(shop, is_soft=True)
    use(shop, 60)
    assert (reason(shop), told()) == (None, [("01-15", 6)])


def test_overage_counts_and_what_is_within_the_limit_does_not(shop: TemplateApi) -> None:
    hold(shop)
    use(shop, 12, "gigabytes")
    assert (reason(shop), told()) == (None, [])
    use(shop, 10)
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5)])


def test_a_change_of_the_budget_holds_at_once(shop: TemplateApi) -> None:
    hold(shop)
    use(shop, 50)
    path = "/api/v1/subscriptions/of-acme"
    assert shop.patch(path, budget={"limit": 20, "hasSoftLimit": False}).status == 200
    assert reason(shop) is None
    assert shop.patch(path, budget={"limit": 4, "hasSoftLimit": False}).status == 200
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5), ("01-15", 5)])
    assert shop.patch(path, budget=None).status == 200
    assert reason(shop) is None


def test_usage_of_a_full_hour_counts_at_once(shop: TemplateApi, clock: FixedClock) -> None:
    """Test clocks mostly stand at one."""
    hold(shop)
    clock.set("2026-01-15T12:00:00+00:00")
    use(shop, 50)
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5)])


def test_the_next_period_begins_with_the_whole_budget(shop: TemplateApi, clock: FixedClock) -> None:
    hold(shop)
    use(shop, 50)
    clock.set("2026-02-15T10:30:00+00:00")
    assert reason(shop) is None
    renew(shop, "of-acme")
    assert reason(shop) is None
    clock.advance(hours=1)  # usage of the hour that a period begins in is the former one's
    use(shop, 20)
    assert reason(shop) is None
    use(shop, 30)
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5), ("02-15", 5)])


def test_what_was_charged_meanwhile_counts_too(shop: TemplateApi, clock: FixedClock) -> None:
    hold(shop)
    use(shop, 30)
    clock.advance(hours=2)
    assert shop.post("/api/v1/subscriptions/of-acme/usage/charge").status < 300
    use(shop, 20)
    assert reason(shop) == "BudgetExceeded"


def test_a_minimum_spend_pays_for_some_of_it(shop: TemplateApi) -> None:
    hold(shop, minimumSpend={"amount": 3, "currency": "usd"})
    use(shop, 79)
    assert reason(shop) is None
    use(shop, 1)
    assert (reason(shop), told()) == ("BudgetExceeded", [("01-15", 5)])


def test_a_trial_runs_on_while_what_costs_is_denied(shop: TemplateApi) -> None:
    trial = {"isTrial": True, "trialEndDate": "2026-02-01T00:00:00Z"}
    held = hold(shop, trialOverrideConfiguration=trial)
    assert held["status"] == "IN_TRIAL"
    use(shop, 50)
    assert (reason(shop), reason(shop, "seats"), told()) == ("BudgetExceeded", None, [("01-15", 5)])
    assert shop.get("/api/v1/subscriptions/of-acme").data["status"] == "IN_TRIAL"


def test_without_a_budget_nothing_is_followed(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", id="of-acme", billingPeriod="MONTHLY")
    use(shop, 1000)
    assert (reason(shop), told()) == (None, [])
