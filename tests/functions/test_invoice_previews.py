"""Invoices that would be issued, and the latest that was, as REST and GraphQL show them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support.billing import (
    APRIL,
    BEGUN,
    JANUARY,
    UsageLog,
    day,
    fixed,
    item,
    minimum,
    overage,
    percent,
    sold,
)
from tests.support.pricing import calls, flat, graduated, money, seats
from tollgate.api.latest_invoice import LatestInvoiceView
from tollgate.api.previews import PreviewInvoiceView as RestPreviewView
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceStatus
from tollgate.billing.invoicing import arrears, changed, opening, renewal
from tollgate.billing.sold import AppliedDiscount
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.invoice_previews import (
    CreditsView,
    DateRangeView,
    PreviewDiscountView,
    PreviewInvoiceView,
    ProrationsView,
    SubscriptionPreviewView,
    TaxDetailsView,
)
from tollgate.graphql.views.invoices import SubscriptionInvoiceView
from tollgate.graphql.views.money import MoneyView
from tollgate.graphql.views.next_invoice import LineStepView, NextInvoiceView
from tollgate.shared.scope import Caller, KeyKind, Scope

HALF = day("2026-04-16")
LOADER = Loader(Caller(scope=Scope(account_id="a", environment_id="e"), key_id="k", kind=KeyKind.FULL))
OFFER = sold(
    item(flat("100", id="price-1")),
    item(seats("10", id="price-2"), 2, name="Seats"),
    discount=percent("10"),
    tax_percentage=Decimal("19"),
)


def dollars(amount: str) -> MoneyView:
    return MoneyView(Decimal(amount), "USD")


def test_rest_shows_a_credit_as_nothing_to_pay() -> None:
    shown = RestPreviewView.of(changed(sold(item(flat("100"))), sold(item(flat("40"))), period=APRIL, at=HALF))
    assert (shown.sub_total, shown.total, shown.discount_details, shown.discounts) == (-30, 0, None, [])


def test_a_price_without_a_unit_is_shown_by_what_one_comes_to() -> None:
    held = sold(item(graduated(("5", "20", None), (None, "10", None)), 0))
    draft = arrears(held, usage=UsageLog().use(6, "2026-01-05").usage(held, JANUARY), closed=JANUARY, at=JANUARY.end)
    [shown] = RestPreviewView.of(draft).lines
    assert (shown.sub_total, shown.unit_price) == (Decimal("110.00"), Decimal("18.33"))


@pytest.mark.parametrize(
    ("applied", "shown"),
    [
        (percent("10", months=3), PreviewDiscountView("Spring", "PERCENTAGE", Decimal(10), "REPEATING", 3)),
        (fixed("30"), PreviewDiscountView("Welcome", "FIXED", Decimal(30), "FOREVER", None)),
    ],
)
def test_graphql_tells_what_a_coupon_is(applied: AppliedDiscount, shown: PreviewDiscountView) -> None:
    offer = OFFER.but(discount=applied)
    view = PreviewInvoiceView(opening(offer, period=JANUARY, at=BEGUN), applied, at=BEGUN)
    assert view.discount_details == shown


def test_graphql_shows_what_is_due_now_and_what_comes_again() -> None:
    now, later = opening(OFFER, period=JANUARY, at=BEGUN), opening(OFFER, period=APRIL, at=APRIL.start)
    view = SubscriptionPreviewView(
        DateRangeView.of(now),
        PreviewInvoiceView(now, OFFER.discount, at=BEGUN, balance=money("-50")),
        PreviewInvoiceView(later, OFFER.discount, at=APRIL.start),
    )
    assert view.billing_period_range == DateRangeView(JANUARY.start, JANUARY.end)
    due = view.immediate_invoice
    assert (due.sub_total, due.discount, due.tax, due.total, due.total_excluding_tax) == (
        dollars("120.00"),
        dollars("12.00"),
        dollars("20.52"),
        dollars("128.52"),
        dollars("108.00"),
    )
    assert due.tax_details == TaxDetailsView(Decimal(19), "Tax", False)
    assert due.credits == CreditsView(dollars("50"), dollars("50"), dollars("0"))
    assert due.proration == ProrationsView(dollars("0"), dollars("0"), dollars("0"), BEGUN, False)
    assert view.recurring_invoice is not None
    assert view.recurring_invoice.credits is None


def test_graphql_shows_what_a_downgrade_gives_back() -> None:
    draft = changed(sold(item(flat("100"))), sold(item(flat("40"))), period=APRIL, at=HALF)
    view = PreviewInvoiceView(draft, None, at=HALF)
    assert view.proration == ProrationsView(dollars("50.00"), dollars("20.00"), dollars("-30.00"), HALF, True)
    assert view.credits == CreditsView(dollars("0"), dollars("0"), dollars("30.00"))
    assert (view.total, view.discount, view.discount_details, view.tax_details) == (dollars("0"), None, None, None)


def test_graphql_shows_the_next_invoice_line_by_line() -> None:
    tiered = graduated(("5", "20", None), (None, "10", None)).but(id="price-3")
    held = sold(
        item(flat("100", id="price-1")),
        item(tiered, 0, name="API calls"),
        overage(calls("2", feature_id="storage", id="price-4"), "10", name="GB"),
        minimum("50"),
    )
    log = UsageLog().use(6, "2026-01-05").use(12, "2026-01-05", "storage")
    draft = renewal(held, usage=log.usage(held, JANUARY), closed=JANUARY, period=APRIL, at=JANUARY.end)
    view = NextInvoiceView(draft, held, LOADER, at=JANUARY.end, balance=money("-20"))
    assert (view.sub_total, view.amount_due, view.minimum_spend_adjustment, view.last_updated_at) == (
        dollars("214.00"),
        dollars("194.00"),
        dollars("-50.00"),
        JANUARY.end,
    )
    told: list[Any] = [
        (line.type.value, line.cost_description, line.quantity, line.usage_limit, line.has_soft_limit)
        for line in view.lines
    ]
    assert told == [
        ("PayAsYouGoCharge", "above 0 up to 5: 5 × 20 = 100; above 5: 1 × 10 = 10", 6, None, False),
        ("OverageCharge", "$2 × 2", 2, Decimal(10), True),
        ("MinimumSpendAdjustmentCharge", "-$50", None, None, None),
        ("BaseCharge", "$100 × 1", 1, None, False),
        ("MinimumSpendCharge", "$50 × 1", 1, None, None),
    ]
    usage, over, *_ = view.lines
    assert usage.lines == [
        LineStepView("above 0 up to 5: 5 × 20 = 100", "above 0 up to 5: 5 × 20 = 100", False),
        LineStepView("above 5: 1 × 10 = 10", "above 5: 1 × 10 = 10", False),
    ]
    assert over.price is not None
    assert (over.price.id, over.lines, over.period, over.amount, over.unit_price, over.proration) == (
        "price-4",
        None,
        (JANUARY.start, JANUARY.end),
        dollars("4.00"),
        dollars("2"),
        False,
    )


def test_the_latest_invoice_of_a_subscription_is_shown() -> None:
    draft = opening(OFFER, period=JANUARY, at=BEGUN)
    invoice = Invoice(
        id="invoice-1",
        number="ACME-000001",
        subscription_id="subscription-acme",
        customer_id="acme",
        payer_id="acme",
        reason=BillingReason.SUBSCRIPTION_CREATION,
        draft=draft,
        amount_due=money("128.52"),
        starting_balance=money("0"),
        applied_balance=money("0"),
        ending_balance=money("0"),
        issued_at=BEGUN,
        due_at=BEGUN + timedelta(days=30),
    )
    assert LatestInvoiceView.of(invoice.summary).model_dump(mode="json", by_alias=True) == {
        "billingId": "invoice-1",
        "status": "OPEN",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "requiresAction": False,
        "total": 128.52,
        "amountDue": 128.52,
        "currency": "usd",
        "billingReason": "SUBSCRIPTION_CREATION",
        "pdfUrl": None,
    }
    view = SubscriptionInvoiceView(invoice, LOADER)
    fields = (
        "amount_due attempt_count billing_id billing_reason created_at currency due_date error_message payment_secret "
        "payment_url pdf_url requires_action status sub_total sub_total_excluding_tax tax total total_excluding_tax "
        "updated_at"
    )
    assert {name: getattr(view, name) for name in fields.split()} == {
        "amount_due": Decimal("128.52"),
        "attempt_count": 0,
        "billing_id": "invoice-1",
        "billing_reason": BillingReason.SUBSCRIPTION_CREATION,
        "created_at": BEGUN,
        "currency": "usd",
        "due_date": BEGUN + timedelta(days=30),
        "error_message": None,
        "payment_secret": None,
        "payment_url": None,
        "pdf_url": None,
        "requires_action": False,
        "status": InvoiceStatus.OPEN,
        "sub_total": Decimal("120.00"),
        "sub_total_excluding_tax": Decimal("120.00"),
        "tax": Decimal("20.52"),
        "total": Decimal("128.52"),
        "total_excluding_tax": Decimal("108.00"),
        "updated_at": BEGUN,
    }
