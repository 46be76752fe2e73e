"""Invoices through the API."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.billing import BEGUN, draft, issue_invoice, line, order
from tests.support.clock import FixedClock
from tests.support.events import events_of
from tests.support.ids import CountingIds
from tests.support.pricing import money
from tests.support.scripted_billing import ScriptedProvider
from tests.support.selling import given_catalogue, given_customer, given_metered_plan, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.charges.line import LineType

INVOICES = "/api/v1/customers/acme/invoices"
PAID = "/api/v1/subscriptions/subscription-acme/invoice/paid"
OWN = {"subscription_id": "subscription-acme", "customer_id": "acme", "payer_id": "acme"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """An environment with a customer and its subscription, which nobody bills but the test."""
    given_catalogue(api)
    given_customer(api)
    terms = {"billingPeriod": "MONTHLY", "paymentCollectionMethod": "NONE"}
    subscribe(api, "plan-pro", id="subscription-acme", **terms)
    return api


def invoiced(*totals: str, **fields: Any) -> None:
    """Issue an invoice for each total, one a day."""
    for number, total in enumerate(totals):
        issue_invoice(order(draft(total), key=f"order-{total}", at=BEGUN + timedelta(days=number), **OWN, **fields))


def totals(api: TemplateApi, **query: Any) -> list[int]:
    return [each["total"] for each in api.get(INVOICES, **query).body["data"]]


def test_an_invoice_is_shown_whole(shop: TemplateApi) -> None:
    seats = line("20", type=LineType.IN_ADVANCE_COMMITMENT, quantity=2, unit_price=10, package_id="plan-pro")
    of = draft("20", lines=(seats,), discount=money("2"), tax=money("3.42"))
    issue_invoice(order(of, is_invoiced=True, days_until_due=10, **OWN))
    page = shop.get(INVOICES).body
    [shown] = page["data"]
    assert shown.pop("invoiceId").startswith("invoice-")
    assert shown.pop("invoiceNumber").endswith("-000001")
    assert shown == {
        "invoiceExternalId": None,
        "contractExternalId": None,
        "customerExternalId": "acme",
        "state": "OPEN",
        "currency": "usd",
        "subtotal": 20,
        "discount": 2,
        "tax": 3.42,
        "total": 21.42,
        "issueDate": "2026-01-01T00:00:00.000Z",
        "dueDate": "2026-01-11T00:00:00.000Z",
        "paidDate": None,
        "lineItems": [
            {"description": "Pro", "amount": 20, "quantity": 2, "unitPrice": 10, "productExternalId": "plan-pro"}
        ],
    }
    assert page["pagination"] == {"next": None, "prev": None}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [30, 0, 20]),
        ({"orderDir": "ASC"}, [20, 0, 30]),
        ({"orderBy": "total"}, [30, 20, 0]),
        ({"orderBy": "total", "orderDir": "ASC"}, [0, 20, 30]),
        ({"orderBy": "dueDate", "orderDir": "ASC"}, [20, 0, 30]),
        ({"stateIn": "PAID"}, [0]),
        ({"stateIn": "OPEN,PAID"}, [30, 0, 20]),
        ({"issuedAfter": "2026-01-02T00:00:00Z"}, [30, 0]),
        ({"issuedBefore": "2026-01-02T00:00:00Z", "stateIn": "OPEN"}, [20]),
        ({"contractExternalId": "contract-1"}, []),
    ],
)
def test_invoices_are_listed_as_asked(query: dict[str, str], found: list[int], shop: TemplateApi) -> None:
    invoiced("20", "0", "30", days_until_due=5)
    assert totals(shop, **query) == found


def test_invoices_are_walked_page_by_page(shop: TemplateApi) -> None:
    invoiced("20", "10", "30")
    first = shop.get(INVOICES, limit=2).body
    second = shop.get(INVOICES, limit=2, after=first["pagination"]["next"]).body
    assert [each["total"] for each in first["data"] + second["data"]] == [30, 10, 20]
    assert second["pagination"]["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"stateIn": "LATE"}, "stateIn"),
        ({"orderBy": "number"}, "orderBy"),
        ({"orderDir": "up"}, "orderDir"),
        ({"issuedAfter": "yesterday"}, "issuedAfter"),
        ({"after": "nonsense"}, "after"),
    ],
)
def test_a_query_that_is_wrong_is_refused_by_its_name(query: dict[str, str], field: str, shop: TemplateApi) -> None:
    refused = shop.get(INVOICES, **query)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", field)


def test_invoices_of_nobody_are_not_found(api: TemplateApi) -> None:
    assert api.get("/api/v1/customers/nobody/invoices").error["code"] == "CustomerNotFound"


def test_the_latest_invoice_is_marked_as_paid_once(shop: TemplateApi) -> None:
    invoiced("20", "30")
    assert shop.post(PAID).data == {"id": "subscription-acme"}
    [latest, earlier] = shop.get(INVOICES).body["data"]
    assert (latest["state"], latest["paidDate"]) == ("PAID", "2026-01-15T10:30:00.000Z")
    assert earlier["state"] == "OPEN"
    shown = shop.get("/api/v1/subscriptions/subscription-acme").data["latestInvoice"]
    assert (shown["billingId"], shown["status"]) == (latest["invoiceId"], "PAID")
    again = shop.post(PAID)
    assert (again.status, again.error["code"], again.error["entityId"]) == (
        409,
        "BillingInvoiceStatusError",
        "subscription-acme",
    )


def test_an_invoice_of_what_has_ended_is_marked_too(shop: TemplateApi) -> None:
    invoiced("20")
    assert shop.post("/api/v1/subscriptions/subscription-acme/cancel", cancellationTime="IMMEDIATE").status == 200
    assert shop.post(PAID).status == 200
    assert shop.get("/api/v1/subscriptions/subscription-acme").data["status"] == "CANCELED"


def test_what_was_never_invoiced_cannot_be_marked(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", id="subscription-free", resourceId="site-1")
    refused = shop.post("/api/v1/subscriptions/subscription-free/invoice/paid")
    assert (refused.status, refused.error["code"]) == (404, "MissingBillingInvoiceError")
    assert shop.post("/api/v1/subscriptions/unknown/invoice/paid").error["code"] == "SubscriptionNotFound"


def test_what_a_vendor_collects_is_not_marked_by_hand(shop: TemplateApi, clock: FixedClock) -> None:
    wiring.reset(clock=clock, ids=CountingIds(), billing=ScriptedProvider())
    refused = shop.post(PAID)
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")


@pytest.fixture
def metered(api: TemplateApi) -> TemplateApi:
    """An environment whose plan costs 10 a month and 0.10 a call, and a customer who holds it."""
    given_metered_plan(api)
    given_customer(api)
    subscribe(api, "plan-calls", id="subscription-acme", billingPeriod="MONTHLY")
    return api


def use(api: TemplateApi, value: int) -> None:
    assert (
        api.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": value}]).status == 201
    )


CHARGE = "/api/v1/subscriptions/subscription-acme/usage/charge"
SYNC = "/api/v1/subscriptions/subscription-acme/usage/sync"


def test_usage_is_charged_before_the_period_ends_and_once(metered: TemplateApi, clock: FixedClock) -> None:
    use(metered, 50)
    clock.advance(days=5)
    charged = metered.post(CHARGE).data
    [newest, *_] = metered.get(INVOICES).body["data"]
    assert charged == {
        "subscriptionId": "subscription-acme",
        "periodStart": "2026-01-15T10:30:00.000Z",
        "periodEnd": "2026-01-20T10:30:00.000Z",
        "invoiceBillingId": newest["invoiceId"],
        "usageCharged": [{"featureId": "calls", "usageAmount": 50}],
    }
    assert metered.get("/api/v1/subscriptions/subscription-acme").data["latestInvoice"]["total"] == 5
    again = metered.post(CHARGE).data
    assert (again["usageCharged"], again["invoiceBillingId"]) == ([], None)
    use(metered, 7)
    assert metered.post(CHARGE).data["usageCharged"] == [{"featureId": "calls", "usageAmount": 7}]
    assert totals(metered, orderDir="ASC") == [10, 5, 0.7]


def test_the_renewal_charges_what_is_left(metered: TemplateApi, clock: FixedClock) -> None:
    use(metered, 50)
    clock.advance(days=5)
    assert metered.post(CHARGE).status == 200
    use(metered, 30)
    clock.set("2026-02-16T00:00:00+00:00")
    # What has fallen due is done first: the period that ended is invoiced, and the new one has used nothing yet.
    assert metered.post(CHARGE).data["usageCharged"] == []
    assert totals(metered, orderDir="ASC") == [10, 5, 13]


def test_the_provider_is_told_of_usage(metered: TemplateApi, clock: FixedClock) -> None:
    use(metered, 50)
    clock.advance(days=5)
    assert metered.post(SYNC).data == {"triggered": True}
    assert totals(metered) == [10]
    [event] = [each for each in events_of(clock) if each.type == "SUBSCRIPTION_USAGE_UPDATED"]
    assert event.payload["usage"] == [{"featureId": "calls", "usage": 50}]


@pytest.mark.parametrize("until", ["2026-01-15T10:30:00Z", "2026-01-21T00:00:00Z"])
def test_usage_is_charged_for_time_that_has_passed(until: str, metered: TemplateApi, clock: FixedClock) -> None:
    clock.advance(days=5)
    refused = metered.post(CHARGE, untilDate=until)
    assert (refused.status, refused.error["field"]) == (400, "untilDate")


@pytest.mark.parametrize("path", [CHARGE, SYNC])
def test_only_what_is_billed_by_periods_charges_usage(path: str, shop: TemplateApi) -> None:
    assert shop.post(path).error["code"] == "SubscriptionDoesNotHaveBillingPeriod"
    assert shop.post(path.replace("subscription-acme", "unknown")).error["code"] == "SubscriptionNotFound"
    shop.post("/api/v1/subscriptions/subscription-acme/cancel", cancellationTime="IMMEDIATE")
    assert shop.post(path).error["code"] == "SubscriptionAlreadyCanceledOrExpired"
