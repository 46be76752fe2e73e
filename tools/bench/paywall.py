"""A pricing table of ten plans, and the ways to read it."""

from tollgate import wiring
from tools.bench.world import CALLER, Api, event_of, grant_and_publish

PLANS, GRANTED = 10, 50
TABLE = f"paywall of {PLANS} plans × {GRANTED} features"
PRODUCT = "product-of-plan-bench"
PATH = f"/v1/a/{CALLER['accountId']}/e/{CALLER['environmentId']}/p/{PRODUCT}/paywall.json"
ASKED = event_of("GET", PATH)
_FEE = {
    "pricingType": "PAID",
    "pricingModels": [
        {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}
    ],
}


def sell_table(api: Api, plan: str) -> None:
    """Publish nine paid plans beside one that is sold, with the same features."""
    features = [f"{plan}-feature-{number}" for number in range(GRANTED)]
    for number in range(1, PLANS):
        terms = {"id": f"{plan}-{number}", "displayName": plan, "productId": PRODUCT, "pricingType": "PAID"}
        api.post("/api/v1/plans", terms)
        api.call("PATCH", f"/api/v1/plans/{plan}-{number}", {"charges": _FEE})
        grant_and_publish(api, f"{plan}-{number}", features)


def read_again(api: Api, run: int) -> object:
    """Read the table in a process that has shown it."""
    return api.get(PATH)


def read_in_new_country(api: Api, run: int) -> object:
    """Read the table in a process that knows its plans, but has not shown this table."""
    return api.get(PATH, billingCountryCode=("DE", "FR")[run])


def read_first(api: Api, run: int) -> object:
    """Read the table in a process that has just begun."""
    wiring.reset()
    return api.get(PATH)
