"""Wallets that the operations work on: of one, ten and sixty grants; and a feature whose usage burns credits."""

from collections.abc import Callable
from decimal import Decimal

from tools.bench.operation import Budget, Operation
from tools.bench.world import Api, Json

CURRENCY, PLAN, FEATURE = "bench-tokens", "plan-burning", "images"
BURNER = "customer-burning"
SIZES = (1, 10, 60)


def holder(grants: int, purpose: str = "") -> str:
    """Return the customer whose wallet has so many grants."""
    return f"customer-of-{grants}-grants{purpose}"


def fill(api: Api) -> None:
    """Grant credits, and sell what burns them."""
    api.post("/api/v1/credits/custom-currencies", {"id": CURRENCY, "displayName": "Tokens"})
    for grants in SIZES:
        for purpose in ("", "-swept-0", "-swept-1"):
            api.post("/api/v1/customers", {"id": holder(grants, purpose)})
            for _ in range(grants):
                grant(api, holder(grants, purpose), 1_000_000 if not purpose else 10)
    _sell_burning(api)
    api.post("/api/v1/customers", {"id": BURNER})
    api.post("/api/v1/subscriptions", {"customerId": BURNER, "planId": PLAN, "billingPeriod": "MONTHLY"})
    grant(api, BURNER, 1_000_000)


def grant(api: Api, customer: str, amount: int) -> Json:
    """Grant promotional credits."""
    body = {"customerId": customer, "currencyId": CURRENCY, "grantType": "PROMOTIONAL", "displayName": "Bench"}
    return api.post("/api/v1/credits/grants", {**body, "amount": amount})


def consume(api: Api, customer: str, amount: int, key: str) -> Json:
    """Burn credits."""
    body = {"customerId": customer, "currencyId": CURRENCY, "amount": amount, "idempotencyKey": key}
    return api.post("/api/v1/credits/consumption", body)


def _sell_burning(api: Api) -> None:
    api.post("/api/v1/products", {"id": "product-burning", "displayName": "Burning"})
    feature = {"id": FEATURE, "displayName": "Images", "featureType": "NUMBER", "meterType": "INCREMENTAL"}
    api.post("/api/v1/features", feature)
    plan = {"id": PLAN, "displayName": PLAN, "productId": "product-burning", "pricingType": "PAID"}
    api.post("/api/v1/plans", plan)
    granted = {"id": FEATURE, "type": "FEATURE", "hasUnlimitedUsage": True}
    api.post(f"/api/v1/plans/{PLAN}/entitlements", {"entitlements": [granted]})
    rate = [{"billingPeriod": "MONTHLY", "creditRate": {"amount": 10, "currencyId": CURRENCY}}]
    fee = [{"billingPeriod": "MONTHLY", "price": {"amount": 1}}]
    models = [
        {"billingModel": "FLAT_FEE", "pricePeriods": fee},
        {"billingModel": "CREDIT_BASED", "featureId": FEATURE, "pricePeriods": rate},
    ]
    api.call("PATCH", f"/api/v1/plans/{PLAN}", {"charges": {"pricingType": "PAID", "pricingModels": models}})
    api.post(f"/api/v1/plans/{PLAN}/publish", {"migrationType": "NEW_CUSTOMERS"})


def _consume(grants: int) -> Callable[[Api, int], object]:
    return lambda api, run: consume(api, holder(grants), 1, f"{run}")


def _sweep(grants: int) -> Callable[[Api, int], object]:
    return lambda api, run: consume(api, holder(grants, f"-swept-{run}"), 10 * grants, "all")


def _check(**query: str) -> Callable[[Api, int], object]:
    return lambda api, run: api.get(f"/api/v1/customers/{BURNER}/entitlements/check", **query)


def _report(api: Api, run: int) -> object:
    usage = {"customerId": BURNER, "featureId": FEATURE, "value": 1, "idempotencyKey": f"burning-{run}"}
    return api.post("/api/v1/usage", {"usages": [usage]})


def _reserve(api: Api, run: int) -> object:
    query = {"currencyId": CURRENCY, "reserveAmount": "75", "reservationId": f"job-{run}"}
    return api.get(f"/api/v1/customers/{holder(1)}/entitlements/check", **query)


def _release(api: Api, run: int) -> object:
    body = {"customerId": holder(1), "currencyId": CURRENCY, "consumedAmount": 50}
    return api.post(f"/api/v1/credits/reservations/job-{run}/release", body)


OPERATIONS = [
    Operation(
        "check a currency",
        Budget(round_trips=1, items_read=2, read_units=Decimal(2)),
        _check(currencyId=CURRENCY),
        is_consistent=True,
    ),
    Operation(
        "check a feature that burns credits",
        Budget(round_trips=1, items_read=3, read_units=Decimal(3)),
        _check(featureId=FEATURE),
        is_consistent=True,
    ),
    Operation(
        "report one measurement that burns credits, with key",
        # What a measurement takes, and one more read; the wallet, its ledger, and what is burnt in the hour.
        Budget(round_trips=4, items_written=6, write_units=Decimal(12)),
        _report,
    ),
    Operation(
        "grant credits",
        Budget(round_trips=4, items_written=5, write_units=Decimal(16)),
        lambda api, run: grant(api, holder(1), 5),
    ),
    *(
        Operation(
            f"consume credits of a wallet of {grants} grants",
            Budget(round_trips=3, items_written=4, write_units=units),
            _consume(grants),
        )
        for grants, units in zip(SIZES, (Decimal(8), Decimal(10), Decimal(16)), strict=True)
    ),
    *(
        Operation(
            f"burn down all of {grants} grants at once",
            Budget(round_trips=4, items_written=8 + grants, write_units=units),
            _sweep(grants),
        )
        for grants, units in zip(SIZES, (Decimal(30), Decimal(90), Decimal(400)), strict=True)
    ),
    Operation(
        "check that holds credits",
        Budget(round_trips=4, items_written=3, write_units=Decimal(8)),
        _reserve,
    ),
    Operation(
        "release a reservation",
        Budget(round_trips=3, items_written=4, write_units=Decimal(10)),
        _release,
        prepare=_reserve,
    ),
]
