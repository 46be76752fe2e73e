"""Entitlements through the API: every kind of feature, every reason of a denial, every wrong question."""

from datetime import UTC, datetime

import pytest

from tests.support.clock import FixedClock
from tests.support.metering import (
    Sold,
    boolean,
    configured,
    entitlement,
    resetting,
    subscription_access,
    values_of,
)
from tests.support.template_api import Answer, TemplateApi
from tollgate.catalog.feature import MeterType

CHECK = "/api/v1/customers/acme/entitlements/check"


@pytest.fixture
def sold(dynamodb: None) -> Sold:
    return Sold()


def check(api: TemplateApi, feature_id: str = "calls", customer: str = "acme", **query: object) -> Answer:
    return api.get(f"/api/v1/customers/{customer}/entitlements/check", featureId=feature_id, **query)


def report(api: TemplateApi, value: int, feature_id: str = "calls", **fields: object) -> None:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def verdict(answer: Answer) -> tuple[bool, str | None]:
    return answer.data["isGranted"], answer.data["accessDeniedReason"]


def test_a_metered_feature_shows_its_limit_usage_and_period(api: TemplateApi, sold: Sold) -> None:
    sold.basic(resetting(usage_limit=1000))
    report(api, 250)
    assert check(api).data == {
        "type": "FEATURE",
        "isGranted": True,
        "accessDeniedReason": None,
        "feature": {"id": "calls", "displayName": "Calls", "featureStatus": "ACTIVE", "featureType": "NUMBER"},
        "currentUsage": 250,
        "usageLimit": 1000,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "enumValues": None,
        "resetPeriod": "MONTH",
        "usagePeriodAnchor": "2026-01-05T00:00:00.000Z",
        "usagePeriodStart": "2026-01-05T00:00:00.000Z",
        "usagePeriodEnd": "2026-02-05T00:00:00.000Z",
        "entitlementUpdatedAt": "2026-01-05T14:00:00.000Z",
        "usageUpdatedAt": "2026-01-15T10:30:00.000Z",
        "validUntil": "2026-02-05T00:00:00.000Z",
    }


def test_a_hard_limit_bites_when_it_is_reached(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement())
    report(api, 7)
    assert verdict(check(api)) == (True, None)
    assert verdict(check(api, requestedUsage=3)) == (True, None)
    assert verdict(check(api, requestedUsage=4)) == (False, "RequestedUsageExceedingLimit")
    report(api, 3)
    assert verdict(check(api)) == (False, "RequestedUsageExceedingLimit")
    assert verdict(check(api, requestedUsage=0)) == (True, None)


def test_a_soft_limit_and_no_limit_never_bite(api: TemplateApi, sold: Sold) -> None:
    sold.basic(
        entitlement("soft", has_soft_limit=True), entitlement("free", usage_limit=None, has_unlimited_usage=True)
    )
    for feature_id in ("soft", "free"):
        report(api, 25, feature_id)
    soft, free = check(api, "soft", requestedUsage=5).data, check(api, "free", requestedUsage=10**6).data
    assert (soft["isGranted"], soft["hasSoftLimit"], soft["currentUsage"], soft["usageLimit"]) == (True, True, 25, 10)
    assert (free["isGranted"], free["hasUnlimitedUsage"], free["currentUsage"], free["usageLimit"]) == (
        True,
        True,
        25,
        None,
    )


def test_a_boolean_a_number_and_values_are_granted(api: TemplateApi, sold: Sold) -> None:
    sold.basic(boolean(), configured(usage_limit=30), values_of("regions", "eu", "us"))
    assert verdict(check(api, "sso")) == (True, None)
    retention = check(api, "retention").data
    assert (retention["isGranted"], retention["usageLimit"], retention["currentUsage"]) == (True, 30, None)
    assert verdict(check(api, "retention", requestedUsage=31)) == (False, "RequestedUsageExceedingLimit")
    assert check(api, "regions").data["enumValues"] == ["eu", "us"]
    assert verdict(check(api, "regions", requestedValues="us,eu")) == (True, None)


def test_each_reason_that_is_not_a_limit(api: TemplateApi, sold: Sold) -> None:
    sold.basic(boolean(), values_of("regions", "eu"), boolean("off", is_granted=False), entitlement())
    sold.feature(boolean("other"))
    for customer in ("bare", "gone"):
        sold.customer(customer, "site")
    sold.archive("gone")
    assert verdict(check(api, customer="nobody")) == (False, "CustomerNotFound")
    assert verdict(check(api, customer="gone")) == (False, "CustomerIsArchived")
    assert verdict(check(api, customer="gone", resourceId="site")) == (False, "CustomerIsArchived")
    assert verdict(check(api, resourceId="nowhere")) == (False, "CustomerResourceNotFound")
    assert verdict(check(api, "unknown")) == (False, "FeatureNotFound")
    assert verdict(check(api, "unknown", customer="bare")) == (False, "FeatureNotFound")
    assert verdict(check(api, customer="bare")) == (False, "NoActiveSubscription")
    assert verdict(check(api, "other")) == (False, "NoFeatureEntitlementInSubscription")
    assert verdict(check(api, "off")) == (False, "Revoked")
    assert verdict(check(api, "sso", requestedUsage=1)) == (False, "FeatureTypeMismatch")
    assert verdict(check(api, "regions", requestedUsage=1)) == (False, "FeatureTypeMismatch")
    assert verdict(check(api, requestedValues="eu")) == (False, "FeatureTypeMismatch")
    assert verdict(check(api, "regions", requestedValues="us")) == (False, "RequestedValuesMismatch")
    assert check(api, "other").data["feature"]["displayName"] == "Other"
    assert check(api, "unknown").data["feature"] is None


def test_access_begins_and_ends_at_the_subscriptions_instants(api: TemplateApi, sold: Sold, clock: FixedClock) -> None:
    sold.plan("basic", entitlement())
    sold.customer("acme")
    starts_at, ends_at = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 1, 15, 14, tzinfo=UTC)
    sold.subscribe("acme", subscription_access(starts_at=starts_at, ends_at=ends_at))
    before = check(api).data
    assert (before["accessDeniedReason"], before["validUntil"]) == ("NoActiveSubscription", "2026-01-15T12:00:00.000Z")
    clock.set(starts_at)
    during = check(api).data
    assert (during["isGranted"], during["validUntil"]) == (True, "2026-01-15T14:00:00.000Z")
    clock.set(ends_at)
    assert verdict(check(api)) == (False, "NoActiveSubscription")


def test_a_resource_has_its_own_and_the_customers_entitlements(api: TemplateApi, sold: Sold) -> None:
    sold.basic(entitlement(usage_limit=100), entitlement("seats", usage_limit=5))
    sold.plan("site", entitlement(usage_limit=300))
    sold.resource("acme", "r1")
    sold.subscribe("acme", subscription_access("site"), resource_id="r1")
    assert check(api, resourceId="r1").data["usageLimit"] == 300
    assert check(api).data["usageLimit"] == 100
    report(api, 1, resourceId="r1")
    report(api, 1, "seats", resourceId="r1")
    assert check(api, resourceId="r1").data["currentUsage"] == 1
    assert check(api).data["currentUsage"] == 0
    assert check(api, "seats", resourceId="r1").data["currentUsage"] == 1
    assert check(api, "seats").data["currentUsage"] == 1


def test_a_currency_of_which_nothing_was_granted_is_denied(api: TemplateApi, sold: Sold) -> None:
    sold.customer("acme")
    assert api.get(CHECK, currencyId="tokens").data == {
        "type": "CREDIT",
        "isGranted": False,
        "accessDeniedReason": "EntitlementNotFound",
        "currency": {
            "currencyId": "tokens",
            "displayName": "tokens",
            "description": None,
            "metadata": {},
            "unitPlural": None,
            "unitSingular": None,
        },
        "currentUsage": 0,
        "usageLimit": 0,
        "hasSoftLimit": False,
        "usageUpdatedAt": "2026-01-15T10:30:00.000Z",
        "entitlementUpdatedAt": None,
        "usagePeriodEnd": None,
        "validUntil": None,
        "reservation": None,
        "reserved": 0,
        "reservedOnExpiredGrants": 0,
    }
    nobody = api.get("/api/v1/customers/nobody/entitlements/check", currencyId="tokens")
    assert nobody.data["accessDeniedReason"] == "CustomerNotFound"


def test_a_currency_is_shown_with_its_name_and_units(api: TemplateApi, sold: Sold) -> None:
    sold.customer("acme")
    units = {"singular": "token", "plural": "tokens"}
    metadata = {"team": "core"}
    api.post("/api/v1/credits/custom-currencies", id="ai", displayName="AI tokens", units=units, metadata=metadata)
    denied = api.get(CHECK, currencyId="ai").data
    assert (denied["isGranted"], denied["accessDeniedReason"]) == (False, "EntitlementNotFound")
    assert denied["currency"] == {
        "currencyId": "ai",
        "displayName": "AI tokens",
        "description": None,
        "metadata": metadata,
        "unitPlural": "tokens",
        "unitSingular": "token",
    }


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({}, "BadUserInput", "featureId"),
        ({"featureId": "calls", "currencyId": "tokens"}, "BadUserInput", "featureId"),
        ({"featureId": "calls", "requestedUsage": "-1"}, "BadUserInput", "requestedUsage"),
        ({"featureId": "calls", "requestedUsage": "many"}, "BadUserInput", "requestedUsage"),
        ({"featureId": "calls", "requestedUsage": "9007199254740992"}, "BadUserInput", "requestedUsage"),
        ({"currencyId": "tokens", "reserveAmount": "5"}, "BadUserInput", "reservationId"),
        ({"currencyId": "tokens", "reservationId": "r"}, "BadUserInput", "reserveAmount"),
        ({"currencyId": "tokens", "reservationTtlSeconds": "5"}, "BadUserInput", "reserveAmount"),
        ({"currencyId": "tokens", "reservationExpiresAt": "x"}, "BadUserInput", "reservationExpiresAt"),
        ({"currencyId": "tokens", "reservationMetadata": "{}"}, "BadUserInput", "reserveAmount"),
    ],
)
def test_a_wrong_question_is_refused(api: TemplateApi, query: dict[str, str], code: str, field: str) -> None:
    refused = api.get(CHECK, **query)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_a_list_shows_everything_by_feature(api: TemplateApi, sold: Sold) -> None:
    sold.basic(boolean(), entitlement(), resetting(feature_id="seats", meter_type=MeterType.FLUCTUATING))
    report(api, 10)
    listed = api.get("/api/v1/customers/acme/entitlements").data
    assert listed["accessDeniedReason"] is None
    assert [(each["feature"]["id"], each["isGranted"], each["currentUsage"]) for each in listed["entitlements"]] == [
        ("calls", False, 10),
        ("seats", True, 0),
        ("sso", True, None),
    ]
    assert listed["entitlements"][0] == check(api).data


def test_a_list_says_why_it_is_empty(api: TemplateApi, sold: Sold) -> None:
    sold.basic(boolean())
    sold.customer("bare")
    sold.customer("gone")
    sold.archive("gone")
    reasons = {"nobody": "CustomerNotFound", "gone": "CustomerIsArchived", "bare": "NoActiveSubscription"}
    for customer, reason in reasons.items():
        listed = api.get(f"/api/v1/customers/{customer}/entitlements").data
        assert listed == {"accessDeniedReason": reason, "entitlements": []}
    nowhere = api.get("/api/v1/customers/acme/entitlements", resourceId="nowhere").data
    assert nowhere == {"accessDeniedReason": "NoActiveSubscription", "entitlements": []}
    assert len(api.get("/api/v1/customers/acme/entitlements", resourceId="").data["entitlements"]) == 1
