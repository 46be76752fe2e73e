"""Promotional grants through the API, with everything defaulted but what a test is about."""

from typing import Any

from tests.support.template_api import Answer, TemplateApi

PROMOTIONS = "/api/v1/customers/acme/promotional-entitlements"
NOTHING_SAID = {
    "customEndDate": None,
    "enumValues": None,
    "hasSoftLimit": None,
    "hasUnlimitedUsage": None,
    "isVisible": None,
    "usageLimit": None,
    "resetPeriod": None,
    "monthlyResetPeriodConfiguration": None,
    "weeklyResetPeriodConfiguration": None,
    "yearlyResetPeriodConfiguration": None,
}
"""Every field that the contract wants sent, if as null."""


def promotion(feature_id: str = "feature-api-calls", period: str = "1 month", **fields: Any) -> dict[str, Any]:
    """Return a grant as the published client sends it."""
    return {**NOTHING_SAID, "featureId": feature_id, "period": period, **fields}


def grant(api: TemplateApi, *promotions: dict[str, Any]) -> Answer:
    """Grant features to the customer `acme`."""
    return api.post(PROMOTIONS, promotionalEntitlements=list(promotions))


def granted(api: TemplateApi, **query: Any) -> list[tuple[str, str]]:
    """Return what the list shows: each feature with its status."""
    return [(each["featureId"], each["status"]) for each in api.get(PROMOTIONS, **query).data]
