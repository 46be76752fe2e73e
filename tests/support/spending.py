"""A plan whose use costs, and a subscription to it with a budget."""

from typing import Any

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish, set_price
from tests.support.made_once import made_once
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import TemplateApi


def month(amount: float) -> list[dict[str, Any]]:
    """Return what something costs by the month."""
    return [{"billingPeriod": "MONTHLY", "price": {"amount": amount, "currency": "usd"}}]


@made_once
def given_priced_usage(api: TemplateApi) -> None:
    """Sell calls at 0.10 each, gigabytes at 2 beyond 10, and seats at no price, to acme."""
    create_product(api)
    for feature_id in ("calls", "gigabytes", "seats"):
        create_feature(api, feature_id, featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, pricingType="PAID")
    fee = {"billingModel": "FLAT_FEE", "pricePeriods": month(10)}
    per_call = {"billingModel": "USAGE_BASED", "featureId": "calls", "pricePeriods": month(0.1)}
    grant(api, "plan-pro", "calls", hasUnlimitedUsage=True)
    monthly = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}
    grant(api, "plan-pro", "gigabytes", usageLimit=10, hasSoftLimit=True, **monthly)
    grant(api, "plan-pro", "seats", usageLimit=100)
    overage = [{"featureId": "gigabytes", "pricePeriods": month(2)}]
    set_price(api, pricingType="PAID", pricingModels=[fee, per_call], overagePricingModels=overage)
    publish(api)
    given_customer(api)


def hold(api: TemplateApi, limit: float = 5, *, is_soft: bool = False, **fields: Any) -> Any:
    """Subscribe acme to it with a budget."""
    budget = {"limit": limit, "hasSoftLimit": is_soft}
    return subscribe(api, "plan-pro", id="of-acme", billingPeriod="MONTHLY", budget=budget, **fields)
