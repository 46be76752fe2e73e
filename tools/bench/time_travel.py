"""A customer that lives by a test clock, and what advancing the clock costs."""

from datetime import UTC, datetime, timedelta

from tollgate.shared.entity import wire_instant
from tools.bench.hook import unhooked
from tools.bench.world import Api

CUSTOMER = "customer-by-clock"
_CLOCK, _PLAN = "clock-bench", "plan-renewed"
_START = datetime(2026, 1, 15, tzinfo=UTC)


def attach(api: Api, plan: str) -> None:
    """Make a clock and a customer that lives by it, with a free plan and one that is renewed every month."""
    api.post("/api/v1/test-clocks", {"id": _CLOCK, "frozenTime": wire_instant(_START)})
    api.post("/api/v1/customers", {"id": CUSTOMER, "testClockId": _CLOCK})
    api.post("/api/v1/subscriptions", {"customerId": CUSTOMER, "planId": plan})
    api.post("/api/v1/products", {"id": "product-renewed", "displayName": "Renewed"})
    terms = {"displayName": "Renewed", "productId": "product-renewed", "pricingType": "PAID"}
    api.post("/api/v1/plans", {"id": _PLAN, **terms})
    period = {"billingPeriod": "MONTHLY", "price": {"amount": 10}}
    fee = {"billingModel": "FLAT_FEE", "pricePeriods": [period]}
    api.call("PATCH", f"/api/v1/plans/{_PLAN}", {"charges": {"pricingType": "PAID", "pricingModels": [fee]}})
    api.post(f"/api/v1/plans/{_PLAN}/publish", {"migrationType": "NEW_CUSTOMERS"})
    body = {"customerId": CUSTOMER, "planId": _PLAN, "billingPeriod": "MONTHLY"}
    api.post("/api/v1/subscriptions", body)


def send_off(api: Api, run: int) -> None:
    """Send the clock over its next boundary."""
    there = _START + timedelta(days=31 * (run + 1))
    api.post(f"/api/v1/test-clocks/{_CLOCK}/advance", {"frozenTime": wire_instant(there)})


def arrive(api: Api, run: int) -> object:
    """Work until the clock has passed the boundary and arrived."""
    with unhooked():
        task_id = api.get(f"/api/v1/test-clocks/{_CLOCK}")["data"]["taskId"]
    return api.work(task_id)
