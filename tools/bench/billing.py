"""Subscriptions that are paid for, and what happens to them: bought, previewed, changed, cancelled, renewed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tollgate import wiring
from tollgate.shared.clock import SystemClock
from tollgate.shared.period import add_months
from tollgate.wiring import work
from tools.bench.world import Api, grant_and_publish

PLAN, OTHER, PRODUCT = "plan-seats", "plan-seats-more", "product-seats"
SEATS = "plan-bench-feature-0"
_BOUNDARY, _NOTICE = timedelta(minutes=1), timedelta(minutes=-30)
"""So far from the end of the month: once its renewal is due, and once it was told that it ends, but not yet more."""
_DOLLARS = {PLAN: 10, OTHER: 20}


class _LaterClock:
    """Shows the time as it will be a month from now, or so far from that."""

    def __init__(self, off: timedelta) -> None:
        self._off = off

    def now(self) -> datetime:
        """Return the present, moved ahead."""
        return add_months(SystemClock().now(), 1) + self._off


def sell_seats(api: Api) -> None:
    """Publish two plans with a price per seat."""
    api.post("/api/v1/products", {"id": PRODUCT, "displayName": PRODUCT})
    for plan, dollars in _DOLLARS.items():
        api.post("/api/v1/plans", {"id": plan, "displayName": plan, "productId": PRODUCT, "pricingType": "PAID"})
        periods = [{"billingPeriod": "MONTHLY", "price": {"amount": dollars}}]
        model = {"billingModel": "PER_UNIT", "featureId": SEATS, "pricePeriods": periods}
        api.call("PATCH", f"/api/v1/plans/{plan}", {"charges": {"pricingType": "PAID", "pricingModels": [model]}})
        grant_and_publish(api, plan, [SEATS])


def customer_of(what: str, run: int) -> str:
    """Return the customer that a run is about."""
    return f"customer-{what}-{run}"


def come(api: Api, what: str, run: int) -> None:
    """Provision the customer of a run."""
    customer = customer_of(what, run)
    api.post("/api/v1/customers", {"id": customer, "name": customer})


def bought(api: Api, what: str, run: int) -> None:
    """Provision the customer of a run, with two seats."""
    come(api, what, run)
    buy(api, what, run)


def buy(api: Api, what: str, run: int, *, plan: str = PLAN, kind: str = "") -> object:
    """Provision the plan, or preview that."""
    terms = {"customerId": customer_of(what, run), "planId": plan, "billingPeriod": "MONTHLY", "charges": _seats(2)}
    return api.post(f"/api/v1/subscriptions{kind}", terms if kind else {**terms, "id": _id_of(what, run, plan)})


def change(api: Api, what: str, run: int) -> object:
    """Buy three more seats."""
    return api.call("PATCH", f"/api/v1/subscriptions/{_id_of(what, run)}", {"charges": _seats(5)})


def cancel(api: Api, what: str, run: int) -> object:
    """Cancel at once, and have the rest given back."""
    return api.post(
        f"/api/v1/subscriptions/{_id_of(what, run)}/cancel", {"cancellationTime": "IMMEDIATE", "prorate": True}
    )


def told(api: Api, what: str, run: int) -> None:
    """Provision the customer of a run, and tell that its month ends."""
    bought(api, what, run)
    tell(api, what, run)


def tell(api: Api, what: str, run: int) -> object:
    """Tell that the month ends, an hour before it does."""
    with later(_NOTICE):
        return api.run_due(customer_of(what, run), _id_of(what, run), wiring.clock().now())


def renew(api: Api, what: str, run: int) -> object:
    """Do what falls due at the end of the month."""
    with later():
        return api.run_due(customer_of(what, run), _id_of(what, run), wiring.clock().now())


@contextmanager
def later(off: timedelta = _BOUNDARY) -> Iterator[None]:
    """Let the end of the month to come be the present, or an instant so far from it."""
    work.start_afresh(clock=_LaterClock(off))
    try:
        yield
    finally:
        work.start_afresh()


def subscription_of(customer: str, plan: str = PLAN) -> str:
    """Return the id of a customer's subscription."""
    return f"{plan}-of-{customer}"


def _id_of(what: str, run: int, plan: str = PLAN) -> str:
    return subscription_of(customer_of(what, run), plan)


def _seats(quantity: int) -> list[dict[str, object]]:
    return [{"type": "FEATURE", "id": SEATS, "quantity": quantity}]
