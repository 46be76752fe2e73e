"""Crashes around every AWS call of what is paid for, and parallel writers: the invoices add up in the end."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.crashes import Write, check_crashes
from tests.support.faults import Conflicts, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.seats import SEATS, given_team_plan
from tests.support.selling import given_customer, given_plan, given_product
from tests.support.stepping import run_all_due
from tests.support.template_api import Answer, TemplateApi
from tollgate import wiring
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType, Scope
from tools.bench.hook import hooked

BEGUN, RENEWED = "2026-01-15T10:30:00+00:00", "2026-02-15T10:31:00+00:00"
TOLD = "2026-02-15T10:00:00+00:00"
"""By then it was told that the month ends: what falls due next is the renewal alone."""
TEAM = {"customerId": "acme", "planId": "plan-team", "billingPeriod": "MONTHLY"}
PATH = "/api/v1/subscriptions/s-1"
SETTINGS = {
    "subscriptionStartSetup": "PLAN_SELECTION",
    "subscriptionCancellationTime": "IMMEDIATE",
    "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
    "downgradePlanId": "plan-free",
}


def seats(quantity: int) -> dict[str, Any]:
    return {"charges": [{"type": "FEATURE", "id": SEATS, "quantity": quantity}]}


def a_customer(api: TemplateApi) -> None:
    set_clock(BEGUN)
    given_product(api)
    given_plan(api, "plan-free")
    given_team_plan(api)
    given_customer(api)


def a_free_subscription(api: TemplateApi) -> None:
    a_customer(api)
    assert api.post("/api/v1/subscriptions", id="s-0", customerId="acme", planId="plan-free").status == 201


def a_paid_subscription(api: TemplateApi) -> None:
    a_customer(api)
    assert api.patch("/api/v1/products/product-app", productSettings=SETTINGS).status == 200
    assert api.post("/api/v1/subscriptions", id="s-1", **TEAM, **seats(2)).status == 201


def half_a_month_later(api: TemplateApi) -> None:
    a_paid_subscription(api)
    set_clock("2026-01-31T00:00:00+00:00")


def a_boundary_later(api: TemplateApi) -> None:
    a_paid_subscription(api)
    set_clock(TOLD)
    advance(api)
    set_clock(RENEWED)


def set_clock(now: str) -> None:
    clock = wiring.clock()
    assert isinstance(clock, FixedClock)
    clock.set(now)


class Advance(Write):
    """What the due queue leads to; doing it again is harmless."""

    def send(self, api: TemplateApi) -> Answer:
        """Do what has fallen due of the subscription."""
        advance(api)
        return Answer(200, {}, "")


def advance(api: TemplateApi, subscription_id: str | None = "s-1") -> None:
    run_all_due(scope_of(api), subscription_id)


def scope_of(api: TemplateApi) -> Scope:
    return Scope(account_id=api.caller["accountId"], environment_id=api.caller["environmentId"])


WRITES = [
    Write("replace", "POST", "/api/v1/subscriptions", {**TEAM, **seats(3)}, a_free_subscription),
    Write("update", "PATCH", PATH, seats(5), half_a_month_later),
    Write("cancel", "POST", f"{PATH}/cancel", {"cancellationTime": "IMMEDIATE", "prorate": True}, half_a_month_later),
    Advance("renew", "POST", PATH, arrange=a_boundary_later),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_invoice_is_issued_once(write: Write, emulator: None) -> None:
    check_crashes(write)


@pytest.fixture
def api(emulator_api: TemplateApi) -> Iterator[TemplateApi]:
    """The API on an emulator that refuses and loses answers."""
    with hooked(Conflicts(), Refusals(every=5), LostAnswers(every=4)):
        yield emulator_api


def until_done(api: TemplateApi, method: str, path: str, body: object = None) -> Answer:
    """Send until the answer is not one that a retry may cure, as the published clients do."""
    while True:
        answer = api.call(method, path, body)
        if answer.headers.get("x-should-retry") != "true":
            return answer


def invoices(api: TemplateApi) -> list[Invoice]:
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.billing_provider().invoices(scope_of(api), "acme", InvoiceFilters(), PageRequest(limit=100)).rows
    numbers = sorted(int(each.number.rsplit("-", 1)[1]) for each in found)
    assert numbers == list(range(1, len(found) + 1))
    return list(found)


def invoiced(api: TemplateApi) -> Decimal:
    return sum((each.draft.total.amount for each in invoices(api)), Decimal(0))


def active(api: TemplateApi) -> list[Any]:
    listed = api.get("/api/v1/subscriptions", customerId="acme", limit=100).data
    return [each for each in listed if each["status"] == "ACTIVE"]


def usable(api: TemplateApi) -> set[str]:
    with wiring.working(actor=ActorType.SYSTEM):
        access = wiring.access().find(scope_of(api), "acme")
    return {each.id for each in access.subscriptions} if access is not None else set()


def sold_to(api: TemplateApi, subscription_id: str) -> Decimal:
    with wiring.working(actor=ActorType.SYSTEM):
        subscription = wiring.subscriptions().find(scope_of(api), subscription_id)
    assert subscription is not None
    return sum((each.quantity for each in subscription.items), Decimal(0))


def test_parallel_provisions_into_one_slot_leave_one_that_is_paid_for(api: TemplateApi) -> None:
    a_customer(api)

    def provision(number: int) -> int:
        body = {**TEAM, **seats(number + 1), "id": f"s-{number}"}
        return until_done(api, "POST", "/api/v1/subscriptions", body).status

    assert set(in_parallel(16, provision)) == {201}
    [live] = active(api)
    assert usable(api) == {live["id"]}
    assert invoiced(api) == 10 * sold_to(api, live["id"])


def test_parallel_changes_of_a_quantity_end_in_one_of_them_and_are_settled(api: TemplateApi) -> None:
    a_paid_subscription(api)
    assert set(in_parallel(16, lambda number: until_done(api, "PATCH", PATH, seats(number + 3)).status)) == {200}
    quantity = sold_to(api, "s-1")
    assert quantity in range(3, 19)
    assert invoiced(api) == 10 * quantity


def test_parallel_advances_issue_one_invoice_per_boundary(api: TemplateApi) -> None:
    a_paid_subscription(api)
    set_clock("2026-04-15T10:31:00+00:00")
    in_parallel(4, lambda _: advance(api))
    periods = sorted(each.draft.period.start.date().isoformat() for each in invoices(api) if each.draft.period)
    assert periods == ["2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15"]
    assert invoiced(api) == 4 * 20


def test_what_is_provisioned_while_its_customer_is_archived_ends_or_is_refused(api: TemplateApi) -> None:
    a_customer(api)
    calls = [
        ("POST", "/api/v1/subscriptions", {"customerId": "acme", "planId": "plan-free", "id": "s-1"}),
        ("POST", "/api/v1/customers/acme/archive", None),
    ]
    statuses = in_parallel(2, lambda number: until_done(api, *calls[number]).status)
    assert statuses[0] in {201, 404, 409}
    assert statuses[1] == 200
    advance(api, None)
    assert active(api) == []
    assert usable(api) == set()
