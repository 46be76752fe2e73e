"""How a verdict comes about, through the API."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.metering import Sold, boolean, entitlement, resetting, subscription_access, values_of
from tests.support.promotions import grant, promotion
from tests.support.template_api import TemplateApi
from tollgate.catalog.entitlement import EntitlementBehavior
from tollgate.customers.access import AddonAccess

EXPLAIN = "/api/v1/customers/acme/entitlements/explain"


@pytest.fixture
def sold(dynamodb: None) -> Sold:
    return Sold()


def value(limit: int | None, **changes: Any) -> dict[str, Any]:
    """Return a value of a number as it is shown."""
    shown = {
        "isGranted": True,
        "usageLimit": limit,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "enumValues": None,
        "resetPeriod": "MONTH",
        "resetAnchor": None,
    }
    return {**shown, **changes}


def test_every_source_is_told_with_what_counts_and_what_decides(
    api: TemplateApi, sold: Sold, clock: FixedClock
) -> None:
    sold.plan("basic", resetting(usage_limit=Decimal(100)))
    sold.addon("more", resetting(usage_limit=Decimal(20)))
    sold.customer("acme", "site")
    addons = (AddonAccess(id="more", version_number=1, quantity=2),)
    sold.subscribe("acme", subscription_access(addons=addons))
    usage = {"customerId": "acme", "featureId": "calls", "value": 30}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201
    shown = api.get(EXPLAIN, featureId="calls", requestedUsage=111).data
    assert shown["verdict"] == api.get(EXPLAIN.replace("explain", "check"), featureId="calls", requestedUsage=111).data
    assert {name: shown[name] for name in shown if name not in {"verdict"}} == {
        "customerId": "acme",
        "resourceId": None,
        "featureId": "calls",
        "at": "2026-01-15T10:30:00.000Z",
        "rule": None,
        "deniedBy": "RequestedUsageExceedingLimit",
        "decidedBy": "ONLY_SOURCE",
        "sources": [
            {
                "kind": "SUBSCRIPTION",
                "id": "subscription-basic",
                "resourceId": None,
                "productId": "product-basic",
                "planId": "basic",
                "planVersion": 1,
                "isTrial": False,
                "startsAt": "2026-01-05T14:00:00.000Z",
                "endsAt": None,
                "usageAnchor": "2026-01-05T14:00:00.000Z",
                "usageCut": None,
                "rows": [
                    {
                        "kind": "PLAN",
                        "packageId": "basic",
                        "versionNumber": 1,
                        "isInherited": False,
                        "quantity": None,
                        "behavior": None,
                        "value": value(100),
                        "counts": True,
                    },
                    {
                        "kind": "ADDON",
                        "packageId": "more",
                        "versionNumber": 1,
                        "isInherited": False,
                        "quantity": 2,
                        "behavior": "Increment",
                        "value": value(40),
                        "counts": True,
                    },
                ],
                "value": value(140),
                "decides": True,
            }
        ],
        "window": {
            "resetPeriod": "MONTH",
            "anchor": "2026-01-05T00:00:00.000Z",
            "start": "2026-01-05T00:00:00.000Z",
            "end": "2026-02-05T00:00:00.000Z",
            "cut": None,
        },
        "counter": {
            "resourceId": None,
            "usageFrom": "COUNTER",
            "total": 30,
            "periodStart": "2026-01-05T00:00:00.000Z",
            "periodEnd": "2026-02-05T00:00:00.000Z",
            "updatedAt": "2026-01-15T10:30:00.000Z",
        },
        "credit": None,
    }


def test_a_promotion_that_decides_is_told_beside_the_subscription(api: TemplateApi, sold: Sold) -> None:
    sold.feature(entitlement("calls"))
    api.post("/api/v1/customers", id="acme")
    sold.plan("basic", entitlement(usage_limit=Decimal(10)))
    sold.subscribe("acme", subscription_access())
    assert grant(api, promotion("calls", usageLimit=50)).status == 201
    shown = api.get(EXPLAIN, featureId="calls").data
    assert [(each["kind"], each["decides"], each["value"]["usageLimit"]) for each in shown["sources"]] == [
        ("PROMOTION", True, 50),
        ("SUBSCRIPTION", False, 10),
    ]
    assert (shown["decidedBy"], shown["rule"], shown["deniedBy"]) == ("HIGHER_LIMIT", "BELOW_LIMIT", None)
    assert shown["window"] == {"resetPeriod": None, "anchor": None, "start": None, "end": None, "cut": None}
    assert shown["counter"]["usageFrom"] == "NOTHING"


def test_an_override_and_an_addon_that_overrides_leave_the_rest_out(api: TemplateApi, sold: Sold) -> None:
    sold.plan("basic", entitlement())
    sold.addon("all", entitlement(usage_limit=Decimal(500), behavior=EntitlementBehavior.OVERRIDE))
    sold.customer("acme")
    addons = (AddonAccess(id="all", version_number=1, quantity=1),)
    sold.subscribe("acme", subscription_access(addons=addons, overrides=(entitlement(usage_limit=Decimal(3)),)))
    (source,) = api.get(EXPLAIN, featureId="calls").data["sources"]
    assert [(each["kind"], each["counts"]) for each in source["rows"]] == [
        ("OVERRIDE", False),
        ("PLAN", False),
        ("ADDON", True),
    ]
    assert source["value"]["usageLimit"] == 500


@pytest.mark.parametrize(
    ("feature_id", "asked", "rule", "denied_by"),
    [
        ("sso", {}, "INCLUDED", None),
        ("sso", {"requestedUsage": 1}, None, "FeatureTypeMismatch"),
        ("regions", {"requestedValues": "eu"}, "ALL_REQUESTED_VALUES", None),
        ("regions", {"requestedValues": "us"}, None, "RequestedValuesMismatch"),
        ("soft", {"requestedUsage": 99}, "SOFT_LIMIT", None),
        ("free", {"requestedUsage": 99}, "UNLIMITED", None),
        ("calls", {}, "BELOW_LIMIT", None),
        ("calls", {"requestedUsage": 10}, "WITHIN_LIMIT", None),
        ("unknown", {}, None, "FeatureNotFound"),
    ],
)
def test_the_rule_that_decided_is_told(
    api: TemplateApi, sold: Sold, feature_id: str, asked: dict[str, Any], rule: str | None, denied_by: str | None
) -> None:
    sold.basic(
        boolean(),
        values_of("regions", "eu"),
        entitlement("soft", has_soft_limit=True),
        entitlement("free", usage_limit=None, has_unlimited_usage=True),
        entitlement(),
    )
    shown = api.get(EXPLAIN, featureId=feature_id, **asked).data
    assert (shown["rule"], shown["deniedBy"]) == (rule, denied_by)
    assert shown["verdict"]["accessDeniedReason"] == denied_by


def test_a_denial_without_a_source_has_nothing_to_tell_but_its_reason(api: TemplateApi) -> None:
    shown = api.get(EXPLAIN, featureId="calls").data
    assert (shown["deniedBy"], shown["sources"], shown["window"], shown["counter"]) == (
        "CustomerNotFound",
        [],
        None,
        None,
    )
    assert api.get(EXPLAIN).status == 400
