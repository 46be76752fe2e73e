"""A catalogue whose features burn credits by formulas."""

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
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi

BY_TOKENS = "2.5*input + 10*output"
NAMED = {"field": "eventName", "operation": "EQUALS", "value": "completion"}
METERS = {
    "completions": {"function": "COUNT"},
    "tokens-used": {"function": "SUM", "field": "input"},
    "largest": {"function": "MAX", "field": "input"},
}


def rate(formula: str | None = BY_TOKENS, amount: float = 1, **fields: Any) -> dict[str, Any]:
    """Return a rate in credits by a formula."""
    return {"amount": amount, "currencyId": "tokens", "costFormula": formula, **fields}


def burns(feature_id: str, **own: Any) -> dict[str, Any]:
    """Return a charge that burns credits of a feature by the month."""
    periods = [{"billingPeriod": "MONTHLY", "creditRate": own}]
    return {"billingModel": "CREDIT_BASED", "featureId": feature_id, "pricePeriods": periods}


FEE = {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}


@made_once
def given_formulas(api: TemplateApi) -> None:
    """Sell completions that burn by a formula, calls that burn by one as reported, and seats that cost money."""
    create_product(api)
    for currency_id in ("tokens", "minutes"):
        create_currency(api, currency_id)
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_feature(api, "seats", featureType="NUMBER", meterType="FLUCTUATING")
    for feature_id, aggregation in METERS.items():
        meter = {"aggregation": aggregation, "filters": [{"conditions": [NAMED]}]}
        create_feature(api, feature_id, featureType="NUMBER", meterType="INCREMENTAL", meter=meter)
    create_plan(api, pricingType="PAID")
    seats = {**FEE, "billingModel": "PER_UNIT", "featureId": "seats"}
    by_tokens = [burns(feature_id, **rate()) for feature_id in ("calls", "completions")]
    by_size = burns("largest", **rate("ceil(input/1000)"))
    flat = burns("tokens-used", amount=0.5, currencyId="minutes")
    set_price(api, pricingType="PAID", pricingModels=[FEE, seats, *by_tokens, by_size, flat])
    for feature_id in ("calls", *METERS):
        grant(api, "plan-pro", feature_id, hasUnlimitedUsage=True)
    publish(api)
    given_customer(api)
