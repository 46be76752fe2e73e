"""Usage history, the second generation of a check, and checks that clients made by themselves, through GraphQL."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.metering import Sold, boolean, entitlement, resetting
from tests.support.recorded import recorded
from tests.support.template_api import TemplateApi

V2 = """
query ($input: UsageHistoryV2Input!) {
  usageHistoryV2(input: $input) {
    markers { timestamp type }
    series { tags { key value } points { timestamp value isResetPoint } }
  }
}
"""
V1 = """
query ($input: UsageHistoryInput!) {
  usageHistory(usageHistoryInput: $input) {
    startDate endDate markers { timestamp type }
    usageMeasurements { date value isResetPoint }
    groups { groupInfo { key value } usageMeasurements { value } }
  }
}
"""
CHECK = """
query ($query: GetEntitlementV2Input!) {
  entitlementV2(query: $query) {
    __typename
    ... on FeatureEntitlement { isGranted accessDeniedReason currentUsage usageLimit validUntil feature { refId } }
    ... on CreditEntitlement {
      isGranted accessDeniedReason currency { currencyId displayName unitPlural } hasSoftLimit
      credits: usageLimit consumed: currentUsage usageUpdatedAt usagePeriodEnd entitlementUpdatedAt until: validUntil
    }
  }
}
"""
REPORT = """
mutation ($check: EntitlementCheckRequested!) { reportEntitlementCheckRequested(entitlementCheckRequested: $check) }
"""


@pytest.fixture
def acme(api: TemplateApi) -> Sold:
    """A customer with usage by two models, in the period that has just begun and in the one before."""
    sold = Sold()
    sold.basic(resetting(), entitlement("seats"), boolean())
    return sold


def use(api: TemplateApi, value: int, **dimensions: str) -> None:
    """Report usage of the customer."""
    usages = [{"customerId": "acme", "featureId": "calls", "value": value, "dimensions": dimensions}]
    assert api.post("/api/v1/usage", usages=usages).status == 201


def history(api: TemplateApi, **more: Any) -> Any:
    """Return the history of the second generation, since the morning of the 15th."""
    asked = {"customerId": "acme", "featureId": "calls", "startDate": "2026-01-15T09:00:00Z", **more}
    return ask(api, V2, input=asked)["usageHistoryV2"]


def test_the_second_version_tells_what_rest_tells(api: TemplateApi, acme: Sold) -> None:
    use(api, 3, model="a")
    use(api, 2, model="b")
    asked = {"startDate": "2026-01-15T09:00:00Z"}
    for query, more in (({}, {}), ({"groupBy": "model"}, {"groupBy": ["model"]})):
        told = api.get("/api/v1/usage/acme/history/calls", **asked, **query).data
        assert history(api, **more) == told


def test_a_page_is_the_first_series_or_the_last(api: TemplateApi, acme: Sold) -> None:
    for model in "abc":
        use(api, 1, model=model)

    def models(**paging: Any) -> list[str]:
        return [each["tags"][0]["value"] for each in history(api, groupBy=["model"], paging=paging)["series"]]

    assert (models(), models(first=2), models(last=2)) == (["a", "b", "c"], ["a", "b"], ["b", "c"])
    asked = {"customerId": "acme", "featureId": "calls", "startDate": "2026-01-15T09:00:00Z", "paging": {"after": "x"}}
    refused = refusal_of(api, V2, input=asked)
    assert (refused["extensions"]["code"], refused["extensions"]["field"]) == ("UnsupportedParameter", "paging.after")


def test_ended_subscriptions_are_told_where_they_are_asked_for(api: TemplateApi, acme: Sold) -> None:
    use(api, 4, model="a")
    acme.unsubscribe("acme", "subscription-basic")
    assert history(api) == {"markers": [], "series": []}
    [series] = history(api, includeInactiveSubscriptions=True)["series"]
    assert series["points"][-1]["value"] == 4


def test_the_first_version_tells_the_whole_and_the_groups(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    clock.set("2026-02-04T23:30:00+00:00")
    use(api, 3, model="a")
    use(api, 2, model="b")
    clock.set("2026-02-05T00:30:00+00:00")
    asked = {"customerRefId": "acme", "featureRefId": "calls", "startDate": "2026-02-04T23:00:00Z"}
    assert ask(api, V1, input={**asked, "groupBy": ["model"]})["usageHistory"] == {
        "startDate": "2026-02-04T23:00:00.000Z",
        "endDate": "2026-02-05T00:30:00.000Z",
        "markers": [{"timestamp": "2026-02-05T00:00:00.000Z", "type": "PERIODIC_RESET"}],
        "usageMeasurements": [
            {"date": "2026-02-05T00:00:00.000Z", "value": 5, "isResetPoint": False},
            {"date": "2026-02-05T00:00:00.000Z", "value": 0, "isResetPoint": True},
            {"date": "2026-02-05T00:30:00.000Z", "value": 0, "isResetPoint": False},
        ],
        "groups": [
            {
                "groupInfo": [{"key": "model", "value": model}],
                "usageMeasurements": [{"value": value}, {"value": 0}, {"value": 0}],
            }
            for model, value in (("a", 3), ("b", 2))
        ],
    }
    monthly = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"}}
    drawn = ask(api, V1, input={**asked, **monthly})["usageHistory"]
    assert (drawn["markers"], drawn["groups"], drawn["usageMeasurements"][-1]["value"]) == ([], [], 5)


def test_only_periods_are_reset_points_of_the_first_version(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    clock.set("2026-01-16T09:20:00+00:00")
    acme.reschedule(resetting(), version=2, usage_cut=clock.now())
    clock.set("2026-01-16T09:30:00+00:00")
    asked = {"customerRefId": "acme", "featureRefId": "calls", "startDate": "2026-01-16T09:00:00Z"}
    told = ask(api, V1, input=asked)["usageHistory"]
    assert [each["type"] for each in told["markers"]] == ["SUBSCRIPTION_CHANGE_RESET"]
    assert not any(each["isResetPoint"] for each in told["usageMeasurements"])


def test_the_second_generation_of_a_check_tells_features_and_currencies(api: TemplateApi, acme: Sold) -> None:
    asked = {"customerId": "acme", "featureId": "calls", "options": {"requestedUsage": 11}}
    assert ask(api, CHECK, query=asked)["entitlementV2"] == {
        "__typename": "FeatureEntitlement",
        "isGranted": False,
        "accessDeniedReason": "RequestedUsageExceedingLimit",
        "currentUsage": 0,
        "usageLimit": 10,
        "validUntil": "2026-02-05T00:00:00.000Z",
        "feature": {"refId": "calls"},
    }
    assert ask(api, CHECK, query={"customerId": "acme", "currencyId": "tokens"})["entitlementV2"] == {
        "__typename": "CreditEntitlement",
        "isGranted": False,
        "accessDeniedReason": "EntitlementNotFound",
        "currency": {"currencyId": "tokens", "displayName": "tokens", "unitPlural": None},
        "hasSoftLimit": False,
        "credits": 0,
        "consumed": 0,
        "usageUpdatedAt": "2026-01-15T10:30:00.000Z",
        "usagePeriodEnd": None,
        "entitlementUpdatedAt": None,
        "until": None,
    }
    for question in ({}, {"featureId": "calls", "currencyId": "tokens"}):
        assert code_of(api, CHECK, query={"customerId": "acme", **question}) == "BadUserInput"


@pytest.mark.parametrize(("has_access", "outcome"), [(True, "ENTITLEMENT_GRANTED"), (False, "ENTITLEMENT_DENIED")])
def test_a_check_that_a_client_made_is_kept(api: TemplateApi, has_access: bool, outcome: str) -> None:
    result = {
        "hasAccess": has_access,
        "accessDeniedReason": None if has_access else "RequestedUsageExceedingLimit",
        "usageLimit": 10,
        "resetPeriod": "MONTH",
        "monthlyResetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"},
    }
    check = {"customerId": "acme", "featureId": "calls", "requestedUsage": 3, "entitlementCheckResult": result}
    assert ask(api, REPORT, check=check) == {"reportEntitlementCheckRequested": True}
    events = recorded()
    assert [event.type for event in events] == ["ENTITLEMENT_REQUESTED", outcome]
    assert {(event.aggregate, event.parent_id) for event in events} == {("ENTITLEMENT#calls", "acme")}
    told = events[-1].payload
    assert (told["requestedUsage"], told["result"]["hasAccess"]) == (3, has_access)
    assert told["result"]["resetAnchor"] == "StartOfTheMonth"
