"""A catalogue with one of everything that a pricing table shows, and how its edge documents are read."""

from typing import Any

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.made_once import made_once
from tests.support.template_api import Answer, TemplateApi

EDGE = "/v1/a/account-test/e/development"


@made_once
def given_paywall(api: TemplateApi) -> None:
    """Sell a free plan and a paid one that builds on it, with credits, an add-on and what that one depends on."""
    create_product(api)
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    create_feature(api)
    create_feature(api, "feature-calls", meterType="INCREMENTAL", featureType="NUMBER")
    units = {"singular": "token", "plural": "tokens"}
    assert api.post("/api/v1/credits/custom-currencies", id="tokens", displayName="Tokens", units=units).status == 201
    create_plan(api, "plan-free")
    grant(api, "plan-free", "feature-sso")
    publish(api, "plan-free")
    for addon_id, dependencies in (("addon-basis", []), ("addon-seats", ["addon-basis"])):
        addon = {"id": addon_id, "displayName": addon_id, "productId": "product-main", "pricingType": "FREE"}
        assert api.post("/api/v1/addons", **addon).status == 201
        assert api.patch(f"/api/v1/addons/{addon_id}", dependencies=dependencies).status == 200
        entitlement = {"type": "FEATURE", "id": "feature-seats", "usageLimit": 2}
        assert api.post(f"/api/v1/addons/{addon_id}/entitlements", entitlements=[entitlement]).status == 201
        assert api.post(f"/api/v1/addons/{addon_id}/publish", migrationType="NEW_CUSTOMERS").status == 200
    create_plan(api, pricingType="PAID", parentPlanId="plan-free")
    grant(api, "plan-pro", "feature-seats", usageLimit=5)
    credits = {"type": "CREDIT", "id": "tokens", "amount": 50, "cadence": "MONTH"}
    assert api.post("/api/v1/plans/plan-pro/entitlements", entitlements=[credits]).status == 201
    changes: dict[str, Any] = {"compatibleAddonIds": ["addon-seats"], "charges": LOCALIZED}
    assert api.patch("/api/v1/plans/plan-pro", **changes).status == 200
    publish(api)


def _fee(period: str, amount: int, **fields: Any) -> dict[str, Any]:
    currency = "eur" if fields else "usd"
    return {"billingPeriod": period, "price": {"amount": amount, "currency": currency}, **fields}


LOCALIZED = {
    "pricingType": "PAID",
    "pricingModels": [
        {
            "billingModel": "FLAT_FEE",
            "pricePeriods": [
                _fee("MONTHLY", 10),
                _fee("ANNUALLY", 100),
                _fee("MONTHLY", 9, billingCountryCode="DE"),
                _fee("ANNUALLY", 90, billingCountryCode="DE"),
            ],
        }
    ],
}


def paywall(api: TemplateApi, product_id: str | None = None, *, environment: str = "development", **query: str) -> Any:
    """Return the edge document of a pricing table."""
    answer = edge(api, product_id, environment=environment, **query)
    assert answer.status == 200, answer.text
    return answer.body


def edge(
    api: TemplateApi,
    product_id: str | None = None,
    *,
    account: str = "account-test",
    environment: str = "development",
    held: str | None = None,
    **query: str,
) -> Answer:
    """Ask for the edge document; `held` is the tag of what the caller holds."""
    of_product = f"/p/{product_id}" if product_id is not None else ""
    path = f"/v1/a/{account}/e/{environment}{of_product}/paywall.json"
    return api.call("GET", path, query=query, headers={"If-None-Match": held} if held is not None else {})


def plan_in(document: Any, plan_id: str = "plan-pro") -> Any:
    """Return one of the plans of a pricing table."""
    return next(each for each in document["plans"] if each["refId"] == plan_id)
