"""An environment that holds one of everything, made through the API."""

from tests.support.template_api import TemplateApi


def fill(api: TemplateApi) -> None:
    """Put one of everything into an environment."""
    api.post("/api/v1/features", id="feature-seats", displayName="Seats", featureType="NUMBER", meterType="FLUCTUATING")
    api.post("/api/v1/features", id="feature-free", displayName="Free", featureType="BOOLEAN")
    api.post("/api/v1/products", id="product-a", displayName="A")
    api.post("/api/v1/plans", id="plan-draft", displayName="Draft", productId="product-a", pricingType="FREE")
    api.post("/api/v1/plans", id="plan-a", displayName="A", productId="product-a", pricingType="FREE")
    api.post("/api/v1/credits/custom-currencies", id="currency-b", displayName="B").data  # noqa: B018
    entitlements = [
        {"id": "feature-seats", "type": "FEATURE", "usageLimit": 5},
        {"id": "currency-b", "type": "CREDIT", "amount": 10, "cadence": "MONTH"},
    ]
    api.call("POST", "/api/v1/plans/plan-a/entitlements", {"entitlements": entitlements}).data  # noqa: B018
    api.call("POST", "/api/v1/plans/plan-a/publish", {"migrationType": "NEW_CUSTOMERS"}).data  # noqa: B018
    api.post("/api/v1/coupons", id="coupon-a", name="A", percentOff=10).data  # noqa: B018
    api.post("/api/v1/credits/custom-currencies", id="currency-a", displayName="A").data  # noqa: B018
    api.post("/api/v1/customers", id="customer-a", email="a@example.com").data  # noqa: B018
    api.post("/api/v1/subscriptions", customerId="customer-a", planId="plan-a", id="subscription-a").data  # noqa: B018
    types = [{"id": "team", "displayName": "Team", "attributionKeys": ["teamId"]}]
    api.call("PUT", "/api/v1/entity-types", {"types": types}).data  # noqa: B018
    entities = [{"id": "team-a", "entityTypeId": "team"}]
    api.call("PUT", "/api/v1/customers/customer-a/entities", {"entities": entities}).data  # noqa: B018
    budget = {"entityId": "team-a", "featureId": "feature-seats", "cadence": "P1M"}
    for limit in (5, 6):
        changed = {"assignments": [{**budget, "usageLimit": limit}]}
        api.call("PUT", "/api/v1/customers/customer-a/assignments", changed).data  # noqa: B018
