"""What the end of a billing period settles where a change takes place there."""

from typing import Any

from tests.support.advancing import advance
from tests.support.catalog import create_addon, create_feature, grant, publish, publish_addon, set_price
from tests.support.clock import FixedClock
from tests.support.selling import given_customer, given_product, subscribe
from tests.support.template_api import TemplateApi

PAID = {"billingPeriod": "MONTHLY"}


def fee(amount: int, billing_model: str = "FLAT_FEE", **fields: Any) -> dict[str, Any]:
    """Return the charges of one monthly price."""
    prices = [{"billingPeriod": "MONTHLY", "price": {"amount": amount}}]
    model = {"billingModel": billing_model, "pricePeriods": prices, **fields}
    return {"pricingType": "PAID", "pricingModels": [model]}


def test_usage_of_an_add_on_that_goes_at_the_end_of_the_period_is_still_billed(
    api: TemplateApi, clock: FixedClock
) -> None:
    given_product(api)
    create_feature(api, "feature-calls", meterType="INCREMENTAL", featureType="NUMBER")
    create_addon(api, "addon-calls", productId="product-app", pricingType="PAID")
    set_price(api, "addon-calls", "addons", **fee(2, "USAGE_BASED", featureId="feature-calls"))
    publish_addon(api, "addon-calls")
    api.post("/api/v1/plans", id="plan-pro", productId="product-app", displayName="Pro", pricingType="PAID")
    grant(api, "plan-pro", "feature-calls", hasUnlimitedUsage=True)
    api.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-calls"]).data  # noqa: B018
    set_price(api, **fee(10))
    publish(api)
    given_customer(api)
    subscribe(api, "plan-pro", **PAID, addons=[{"id": "addon-calls", "quantity": 1}])
    clock.set("2026-01-20T12:00:00+00:00")
    usage = [{"customerId": "acme", "featureId": "feature-calls", "value": 7}]
    assert api.post("/api/v1/usage", usages=usage).status == 201
    path = "/api/v1/subscriptions/subscription-1"
    api.patch(path, addons=[], scheduleStrategy="END_OF_BILLING_PERIOD").data  # noqa: B018
    clock.set("2026-02-15T10:30:00+00:00")
    renewed = advance(api)
    assert (renewed["addons"], renewed["latestInvoice"]["total"]) == ([], 10 + 7 * 2)
    clock.set("2026-03-15T10:30:00+00:00")
    assert advance(api)["latestInvoice"]["total"] == 10
