"""A catalogue whose features burn credits."""

from typing import Any

from tests.support.catalog import (
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    publish,
    set_price,
)
from tests.support.made_once import made_once
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import TemplateApi

RATES = {"calls": 2, "storage": 0.5, "uploads": 10, "bytes": 0.25, "peak": 3}
METERS = {
    "uploads": ("upload", {"function": "COUNT"}),
    "bytes": ("upload", {"function": "SUM", "field": "size"}),
    "peak": ("upload", {"function": "MAX", "field": "size"}),
    "opened": ("open", {"function": "COUNT"}),
}


def _meter(event_name: str, aggregation: dict[str, str]) -> dict[str, Any]:
    named = {"field": "eventName", "operation": "EQUALS", "value": event_name}
    return {"aggregation": aggregation, "filters": [{"conditions": [named]}]}


@made_once
def given_rates(api: TemplateApi) -> None:
    """Sell features that burn tokens, one that burns minutes and one that burns nothing, to acme and its site."""
    create_product(api)
    create_product(api, "product-sites", multipleSubscriptions=True)
    for currency_id in ("tokens", "minutes"):
        create_currency(api, currency_id)
    metered = {"featureType": "NUMBER", "meterType": "INCREMENTAL"}
    create_feature(api, "calls", **metered)
    create_feature(api, "storage", **metered, unitTransformation={"divide": 1000, "round": "UP"})
    create_feature(api, "free", **metered)
    for feature_id, counted in METERS.items():
        create_feature(api, feature_id, **metered, meter=_meter(*counted))
    for plan_id, product_id, factor in (("plan-pro", "product-main", 1), ("plan-site", "product-sites", 10)):
        create_plan(api, plan_id, pricingType="PAID", productId=product_id)
        models = [_burns(feature_id, rate * factor) for feature_id, rate in RATES.items()]
        fee = {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}
        set_price(api, plan_id, pricingType="PAID", pricingModels=[fee, *models])
        for feature_id in (*RATES, "free", "opened"):
            grant(api, plan_id, feature_id, hasUnlimitedUsage=True)
        publish(api, plan_id)
    given_customer(api)
    given_customer(api, "bare")
    subscribe(api, "plan-pro", billingPeriod="MONTHLY")


def _burns(feature_id: str, amount: float) -> dict[str, Any]:
    rate = {"amount": amount, "currencyId": "minutes" if feature_id == "bytes" else "tokens"}
    return {
        "billingModel": "CREDIT_BASED",
        "featureId": feature_id,
        "pricePeriods": [{"billingPeriod": "MONTHLY", "creditRate": rate}],
    }
