"""The official client, in strict mode, makes the calls about invoices."""

from datetime import timedelta

import pytest
import stigg
from stigg import Stigg

from tests.support.billing import BEGUN, draft, issue_invoice, order
from tests.support.clock import FixedClock
from tests.support.selling import given_catalogue
from tests.support.template_api import TemplateApi


@pytest.fixture
def shop(client: Stigg, api: TemplateApi) -> Stigg:
    """The client of an environment with a customer that was invoiced five times."""
    given_catalogue(api)
    client.v1.customers.provision(id="acme")
    terms = {"billing_period": "MONTHLY", "payment_collection_method": "NONE"}
    client.v1.subscriptions.provision(customer_id="acme", plan_id="plan-pro", id="main", **terms)
    for number in range(5):
        at = BEGUN + timedelta(days=number)
        fields = {"subscription_id": "main", "customer_id": "acme", "payer_id": "acme", "at": at}
        issue_invoice(order(draft(f"{number + 1}0.50"), key=f"order-{number}", **fields))
    return client


def test_invoices_are_listed_and_walked(shop: Stigg) -> None:
    invoices = shop.v1.customers.list_invoices
    assert [each.total for each in invoices("acme", limit=2)] == [50.5, 40.5, 30.5, 20.5, 10.5]
    found = invoices(
        "acme",
        state_in="OPEN",
        issued_after=BEGUN + timedelta(days=1),
        issued_before=BEGUN + timedelta(days=2),
        order_by="total",
        order_dir="ASC",
    )
    assert [(each.state, each.currency, each.line_items[0].amount) for each in found] == [
        ("OPEN", "usd", 20.5),
        ("OPEN", "usd", 30.5),
    ]
    assert list(invoices("acme", contract_external_id="contract-1")) == []


def test_an_invoice_is_marked_as_paid(shop: Stigg) -> None:
    assert shop.v1.subscriptions.invoice.mark_as_paid("main").data.id == "main"
    assert [each.state for each in shop.v1.customers.list_invoices("acme", state_in="PAID")] == ["PAID"]
    with pytest.raises(stigg.ConflictError):
        shop.v1.subscriptions.invoice.mark_as_paid("main")


def test_usage_is_charged_and_synchronized(shop: Stigg, clock: FixedClock) -> None:
    shop.v1.subscriptions.cancel("main", cancellation_time="IMMEDIATE")
    shop.v1.subscriptions.provision(customer_id="acme", plan_id="plan-max", id="next", billing_period="MONTHLY")
    clock.advance(days=2)
    usage = shop.v1.subscriptions.usage
    charged = usage.charge_usage("next", until_date=clock.now() - timedelta(days=1)).data
    assert (charged.subscription_id, charged.invoice_billing_id, charged.usage_charged) == ("next", None, [])
    assert usage.sync("next").data.triggered
    with pytest.raises(stigg.ConflictError):
        usage.sync("main")
