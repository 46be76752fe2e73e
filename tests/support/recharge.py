"""A wallet that is filled up by itself: what sells its credits, the settings, and what looks at it."""

import json
from typing import Any

from tests.support.catalog import create_currency, create_plan, create_product, publish, set_price
from tests.support.credits import CUSTOMER, TOKENS
from tests.support.graphql import ask, refusal_of
from tests.support.recorded import all_recorded
from tests.support.selling import given_customer, subscribe
from tests.support.tasks import delivered
from tests.support.template_api import TemplateApi

SETTINGS = "/api/v1/credits/auto-recharge"
SAVE = """mutation ($input: SaveAutoRechargeSettingsInput!) { saveAutoRechargeSettings(input: $input) {
  customerId currencyId isEnabled thresholdType thresholdValue targetBalance maxSpendLimit grantExpirationPeriod
  currentMonthlySpend createdAt updatedAt
} }"""
WALLET = {"customerId": CUSTOMER, "currencyId": TOKENS}
TRIGGERED = "AutomaticRechargeTriggered"


def given_tokens_for_sale(api: TemplateApi, price: float = 1, **terms: Any) -> None:
    """Subscribe acme to a plan that sells tokens at a price each, or on other terms."""
    create_product(api)
    create_currency(api)
    sell_tokens(api, "plan-pro", price, **terms)
    if api.get(f"/api/v1/customers/{CUSTOMER}").status == 404:
        given_customer(api)
    subscribe(api, "plan-pro", billingPeriod="MONTHLY")


def sell_tokens(api: TemplateApi, plan_id: str, price: float = 1, *, currency: str = "usd", **terms: Any) -> None:
    """Publish a plan that sells tokens."""
    cost = {} if "tiers" in terms else {"price": {"amount": price, "currency": currency}}
    of_price = {name: terms.pop(name) for name in ("tiers", "blockSize") if name in terms}
    period = {"billingPeriod": "MONTHLY", **cost, **of_price}
    fee = {"billingPeriod": "MONTHLY", "price": {"amount": 10, "currency": currency}}
    model = {"billingModel": "CREDIT_BASED", "topUpCustomCurrencyId": TOKENS, "pricePeriods": [period], **terms}
    create_plan(api, plan_id, pricingType="PAID")
    set_price(
        api, plan_id, pricingType="PAID", pricingModels=[{"billingModel": "FLAT_FEE", "pricePeriods": [fee]}, model]
    )
    publish(api, plan_id)


def save(api: TemplateApi, **fields: Any) -> Any:
    """Save settings, switched on with 20 and 50 tokens where nothing else is given; return them."""
    given = {**WALLET, "isEnabled": True, "thresholdValue": 20, "targetBalance": 50, **fields}
    return ask(api, SAVE, input=given)["saveAutoRechargeSettings"]


def refused(api: TemplateApi, **fields: Any) -> tuple[str, str | None]:
    """Save settings that cannot be; return the code and the field."""
    given = {**WALLET, "isEnabled": True, "thresholdValue": 20, "targetBalance": 50, **fields}
    extensions = refusal_of(api, SAVE, input=given)["extensions"]
    return extensions["code"], extensions.get("field")


def shown(api: TemplateApi) -> Any:
    """Return the settings as REST shows them."""
    return api.get(SETTINGS, **WALLET).data


def message(api: TemplateApi, **fields: Any) -> Any:
    """Return the message that asks to look at acme's wallet, as the queue delivers it."""
    scope = {"accountId": api.caller["accountId"], "environmentId": api.caller["environmentId"]}
    return delivered(json.dumps({**scope, **WALLET, **fields}))


def look(api: TemplateApi, **fields: Any) -> None:
    """Deliver that message; fails where it did."""
    answer = api.run("RechargeWalletFunction", message(api, **fields))
    assert answer == {"batchItemFailures": []}


def calls() -> int:
    """Return how often a wallet called for a look."""
    return len(all_recorded(TRIGGERED))


def told(name: str) -> list[dict[str, Any]]:
    """Return the payloads of the events of a name."""
    return [event.payload for event in all_recorded(name)]


def outcomes() -> list[str]:
    """Return what became of each try, oldest first."""
    return [payload["status"] for payload in told("AutomaticRechargeOperationAttempted")]
