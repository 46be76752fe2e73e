"""A catalogue whose plans are sold by the seat, with an add-on and a coupon, and what is said of its subscriptions."""

from typing import Any

from tests.support.catalog import create_addon, create_feature, grant, publish, publish_addon, set_price
from tests.support.made_once import made_once
from tests.support.selling import given_customer, given_plan, given_product
from tests.support.template_api import TemplateApi


def price(amount: int, yearly: int | None = None) -> list[dict[str, Any]]:
    """Return the prices of a month and, unless there is none, of a year."""
    periods = [("MONTHLY", amount), *([("ANNUALLY", yearly)] if yearly is not None else [])]
    return [{"billingPeriod": period, "price": {"amount": each, "currency": "usd"}} for period, each in periods]


@made_once
def given_agreements(api: TemplateApi) -> None:
    """Sell a free plan, a plan at 30 a month and 5 a seat, one at 100, an add-on at 10, and a coupon of 10 percent."""
    given_product(api)
    given_plan(api, "plan-free")
    create_feature(api, "feature-seats")
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_addon(api, "addon-boost", productId="product-app", pricingType="PAID")
    set_price(api, "addon-boost", "addons", **charges({"billingModel": "FLAT_FEE", "pricePeriods": price(10, 100)}))
    publish_addon(api, "addon-boost")
    fee = {"billingModel": "FLAT_FEE", "pricePeriods": price(30, 300)}
    seats = {"billingModel": "PER_UNIT", "featureId": "feature-seats", "pricePeriods": price(5, 50)}
    _plan(api, "plan-pro", fee, seats)
    _plan(api, "plan-max", {"billingModel": "FLAT_FEE", "pricePeriods": price(100, 1000)})
    assert api.post("/api/v1/coupons", id="coupon-ten", name="Ten", percentOff=10).status == 201
    given_customer(api)


def charges(*models: dict[str, Any]) -> dict[str, Any]:
    """Return what a paid package charges for."""
    return {"pricingType": "PAID", "pricingModels": list(models)}


def _plan(api: TemplateApi, plan_id: str, *models: dict[str, Any]) -> None:
    plan = {"id": plan_id, "productId": "product-app", "displayName": plan_id, "pricingType": "PAID"}
    assert api.post("/api/v1/plans", **plan).status == 201
    set_price(api, plan_id, **charges(*models))
    grant(api, plan_id, "feature-calls", usageLimit=100)
    assert api.call("PATCH", f"/api/v1/plans/{plan_id}", {"compatibleAddonIds": ["addon-boost"]}).status == 200
    publish(api, plan_id)
