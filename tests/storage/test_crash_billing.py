"""Crashes around every AWS call of what charges usage and settles invoices."""

import pytest

from tests.support.crashes import Write, check_crashes
from tests.support.parallel import in_parallel
from tests.support.selling import given_customer, given_metered_plan, subscribe
from tests.support.template_api import TemplateApi

SUBSCRIPTION = "/api/v1/subscriptions/subscription-acme"


def used(api: TemplateApi) -> None:
    given_metered_plan(api)
    given_customer(api)
    terms = {"billingPeriod": "MONTHLY", "startDate": "2026-01-05T00:00:00Z"}
    subscribe(api, "plan-calls", id="subscription-acme", **terms)
    usage = {"customerId": "acme", "featureId": "calls", "value": 50, "idempotencyKey": "fifty"}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def invoiced(api: TemplateApi) -> None:
    used(api)
    assert api.post(f"{SUBSCRIPTION}/usage/charge").data["invoiceBillingId"] is not None


WRITES = [
    Write("charge usage", "POST", f"{SUBSCRIPTION}/usage/charge", {}, used),
    Write("sync usage", "POST", f"{SUBSCRIPTION}/usage/sync", {}, used),
    Write("mark an invoice as paid", "POST", f"{SUBSCRIPTION}/invoice/paid", {}, invoiced),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)


def test_many_charges_at_once_charge_once(emulator: None) -> None:
    api = TemplateApi()
    used(api)
    charged = in_parallel(16, lambda _: api.post(f"{SUBSCRIPTION}/usage/charge").data["usageCharged"])
    assert [each for each in charged if each] == [[{"featureId": "calls", "usageAmount": 50}]]
    assert [each["total"] for each in api.get("/api/v1/customers/acme/invoices").body["data"]] == [5]
