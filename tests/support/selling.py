"""Products, plans and customers through the API, with everything defaulted but what a test is about."""

from typing import Any

from tests.support.catalog import publish, set_price
from tests.support.template_api import TemplateApi


def given_product(api: TemplateApi, product_id: str = "product-app", **fields: Any) -> str:
    """Create a product; return its id."""
    return api.post("/api/v1/products", id=product_id, displayName=product_id, **fields).data["id"]


def given_plan(api: TemplateApi, plan_id: str, pricing_type: str = "FREE", product_id: str = "product-app") -> str:
    """Create and publish a plan of a product that is there; return its id."""
    api.post("/api/v1/plans", id=plan_id, productId=product_id, displayName=plan_id, pricingType=pricing_type)
    if pricing_type == "PAID":
        set_price(api, plan_id)
    publish(api, plan_id)
    return plan_id


def given_customer(api: TemplateApi, customer_id: str = "acme", **fields: Any) -> str:
    """Provision a customer; return its id."""
    return api.post("/api/v1/customers", id=customer_id, **fields).data["id"]


def given_catalogue(api: TemplateApi) -> None:
    """Create a product with a free, a paid and a custom plan, and one whose plans are subscribed per resource."""
    given_product(api)
    given_plan(api, "plan-free")
    given_plan(api, "plan-pro", "PAID")
    given_plan(api, "plan-max", "PAID")
    given_plan(api, "plan-enterprise", "CUSTOM")
    given_product(api, "product-sites", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-sites")


def subscribe(api: TemplateApi, plan_id: str = "plan-free", customer_id: str = "acme", **fields: Any) -> Any:
    """Provision a subscription; return it as the answer shows it."""
    answer = api.post("/api/v1/subscriptions", customerId=customer_id, planId=plan_id, **fields)
    return answer.data["subscription"]
