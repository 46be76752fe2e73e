"""A plan that is sold by the seat: what is bought can be changed, and costs something."""

from tests.support.catalog import publish, set_price
from tests.support.made_once import made_once
from tests.support.template_api import TemplateApi

SEATS = "feature-seats"


@made_once
def given_team_plan(api: TemplateApi, plan_id: str = "plan-team", product_id: str = "product-app") -> str:
    """Create and publish a plan of 10 dollars a month, or 100 a year, per seat; return its id."""
    api.post("/api/v1/features", id=SEATS, displayName="Seats", featureType="NUMBER", meterType="FLUCTUATING")
    api.post("/api/v1/plans", id=plan_id, productId=product_id, displayName=plan_id, pricingType="PAID")
    granted = {"type": "FEATURE", "id": SEATS, "usageLimit": 1}
    api.post(f"/api/v1/plans/{plan_id}/entitlements", entitlements=[granted])
    prices = [
        {"billingPeriod": "MONTHLY", "price": {"amount": 10}},
        {"billingPeriod": "ANNUALLY", "price": {"amount": 100}},
    ]
    model = {"billingModel": "PER_UNIT", "featureId": SEATS, "pricePeriods": prices}
    set_price(api, plan_id, pricingType="PAID", pricingModels=[model])
    publish(api, plan_id)
    return plan_id
