"""Products, plans and customers through the API, with everything defaulted but what a test is about."""

from typing import Any

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish, set_price
from tests.support.made_once import made_once
from tests.support.template_api import TemplateApi


@made_once
def given_product(api: TemplateApi, product_id: str = "product-app", **fields: Any) -> str:
    """Create a product; return its id."""
    return api.post("/api/v1/products", id=product_id, displayName=product_id, **fields).data["id"]


@made_once
def given_plan(api: TemplateApi, plan_id: str, pricing_type: str = "FREE", product_id: str = "product-app") -> str:
    """Create and publish a plan of a product that is there; return its id."""
    api.post("/api/v1/plans", id=plan_id, productId=product_id, displayName=plan_id, pricingType=pricing_type)
    if pricing_type == "PAID":
        set_price(api, plan_id)
    publish(api, plan_id)
    return plan_id


@made_once
def given_customer(api: TemplateApi, customer_id: str = "acme", **fields: Any) -> str:
    """Provision a customer; return its id."""
    return api.post("/api/v1/customers", id=customer_id, **fields).data["id"]


@made_once
def given_catalogue(api: TemplateApi) -> None:
    """Create a product with a free, a paid and a custom plan, and one whose plans are subscribed per resource."""
    given_product(api)
    given_plan(api, "plan-free")
    given_plan(api, "plan-pro", "PAID")
    given_plan(api, "plan-max", "PAID")
    given_plan(api, "plan-enterprise", "CUSTOM")
    given_product(api, "product-sites", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-sites")


@made_once
def given_metered_plan(api: TemplateApi, plan_id: str = "plan-calls") -> None:
    """Create a product with a plan that costs 10 a month and 0.10 a call."""

    def month(amount: float) -> list[dict[str, Any]]:
        return [{"billingPeriod": "MONTHLY", "price": {"amount": amount, "currency": "usd"}}]

    fee = {"billingModel": "FLAT_FEE", "pricePeriods": month(10)}
    per_call = {"billingModel": "USAGE_BASED", "featureId": "calls", "pricePeriods": month(0.1)}
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_product(api)
    create_plan(api, plan_id, pricingType="PAID")
    set_price(api, plan_id, pricingType="PAID", pricingModels=[fee, per_call])
    grant(api, plan_id, "calls", hasUnlimitedUsage=True)
    publish(api, plan_id)


def subscribe(api: TemplateApi, plan_id: str = "plan-free", customer_id: str = "acme", **fields: Any) -> Any:
    """Provision a subscription; return it as the answer shows it."""
    answer = api.post("/api/v1/subscriptions", customerId=customer_id, planId=plan_id, **fields)
    return answer.data["subscription"]
