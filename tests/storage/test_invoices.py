"""The built-in provider with its tables: each order is invoiced once, credit is kept, and lists are in order."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest

from tests.support.billing import BEGUN, FEBRUARY, JANUARY, UsageLog, draft, item, order, sold
from tests.support.faults import Crash, CrashAt
from tests.support.metering import SCOPE
from tests.support.parallel import in_parallel
from tests.support.pricing import calls, money
from tests.support.scripted_billing import ScriptedProvider
from tollgate import wiring
from tollgate.billing.filters import InvoiceFilters, InvoiceOrder
from tollgate.billing.invoice import Invoice, InvoiceDraft, InvoiceStatus, nothing
from tollgate.billing.invoicing import renewal
from tollgate.billing.ports import BillingOrder, BillingProvider, Collection, Settlement
from tollgate.billing.settling import AccountingProvider
from tollgate.billing.usage import load_usage
from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import ActorType, Scope
from tools.bench.hook import hooked

Result = TypeVar("Result")
ELSEWHERE = SCOPE.but(environment_id="production")


def done(operation: Callable[[BillingProvider], Result]) -> Result:
    """Carry out an operation with the environment's provider, in one transaction."""
    return wiring.transact(lambda: operation(wiring.billing_provider()), actor=ActorType.SYSTEM)


def settled(of: BillingOrder, scope: Scope = SCOPE) -> Settlement:
    return done(lambda provider: provider.settle(scope, of))


def issued(of: BillingOrder, scope: Scope = SCOPE) -> Invoice:
    invoice = settled(of, scope).invoice
    assert invoice is not None
    return invoice


def orders(*totals: str, **fields: object) -> list[BillingOrder]:
    """Return an order for each total, one a day."""
    return [
        order(draft(total), key=f"order-{number}", at=BEGUN + timedelta(days=number), **fields)
        for number, total in enumerate(totals)
    ]


def listed(filters: InvoiceFilters, request: PageRequest, scope: Scope = SCOPE, payer: str = "acme") -> Page[Invoice]:
    return done(lambda provider: provider.invoices(scope, payer, filters, request))


def numbers(page: Page[Invoice]) -> list[int]:
    return [int(invoice.number.split("-")[1]) for invoice in page.rows]


def test_an_order_becomes_an_open_invoice(dynamodb: None) -> None:
    invoice = issued(order(draft("60", "40")))
    assert invoice == Invoice(
        id=invoice.id,
        number="822B33AD-000001",
        subscription_id="subscription-acme",
        customer_id="acme",
        payer_id="acme",
        status=InvoiceStatus.OPEN,
        reason=invoice.reason,
        draft=draft("60", "40"),
        amount_due=money("100"),
        starting_balance=money("0"),
        applied_balance=money("0"),
        ending_balance=money("0"),
        issued_at=BEGUN,
        updated_at=BEGUN,
    )
    assert done(lambda provider: provider.latest_invoice(SCOPE, "acme", "subscription-acme")) == invoice


@pytest.mark.parametrize(
    ("fields", "status", "days"),
    [
        ({}, InvoiceStatus.OPEN, None),
        ({"is_invoiced": True}, InvoiceStatus.OPEN, 30),
        ({"is_invoiced": True, "days_until_due": 7}, InvoiceStatus.OPEN, 7),
        ({"is_invoiced": True, "is_paid": True}, InvoiceStatus.PAID, 30),
    ],
)
def test_an_invoice_says_when_it_is_due_and_whether_it_is_paid(
    fields: dict[str, object], status: InvoiceStatus, days: int | None, dynamodb: None
) -> None:
    invoice = issued(order(draft("100"), **fields))
    due = None if days is None else BEGUN + timedelta(days=days)
    assert (invoice.status, invoice.due_at) == (status, due)
    assert invoice.paid_at == (BEGUN if status is InvoiceStatus.PAID else None)


@pytest.mark.parametrize(
    "of", [None, InvoiceDraft(currency="usd", subtotal=money("0"), discount=money("0"), tax=money("0"))]
)
def test_nothing_to_invoice_is_no_invoice(of: InvoiceDraft | None, dynamodb: None) -> None:
    assert settled(order(of, billing_id="b")) == Settlement(collection=Collection.NOT_REQUIRED, billing_id="b")


def test_who_is_not_billed_gets_no_invoice(dynamodb: None) -> None:
    assert settled(order(draft("100"), is_collected=False)).invoice is None


def test_an_invoice_of_nothing_is_paid(dynamodb: None) -> None:
    assert issued(order(draft("10", "-10"))).status is InvoiceStatus.PAID


def test_the_same_order_is_the_same_invoice(dynamodb: None) -> None:
    first = issued(order(draft("100")))
    again = settled(order(draft("250"), at=BEGUN + timedelta(days=1)))
    assert (again.invoice, again.is_repeated) == (first, True)
    assert settled(order(InvoiceDraft(**dict(draft("1").but(lines=()))))).invoice == first
    assert len(listed(InvoiceFilters(), PageRequest()).rows) == 1


def test_credit_is_kept_and_used_up_and_never_lost(dynamodb: None) -> None:
    told = [issued(each) for each in orders("-30", "20", "5", "-1", "50")]
    assert [
        (f"{each.starting_balance.amount:f}", f"{each.applied_balance.amount:f}", f"{each.ending_balance.amount:f}")
        for each in told
    ] == [("0", "0", "-30"), ("-30", "-20", "-10"), ("-10", "-5", "-5"), ("-5", "0", "-6"), ("-6", "-6", "0")]
    assert [f"{each.amount_due.amount:f}" for each in told] == ["0", "0", "0", "0", "44"]
    for each in told:
        assert each.starting_balance + each.draft.total == each.ending_balance + each.amount_due
    assert [each.status for each in told] == [InvoiceStatus.PAID] * 4 + [InvoiceStatus.OPEN]


def test_credit_of_one_currency_pays_nothing_in_another(dynamodb: None) -> None:
    euros = InvoiceDraft(
        currency="eur", lines=draft("1").lines, subtotal=money("9", "eur"), discount=nothing("eur"), tax=nothing("eur")
    )
    issued(order(draft("-30"), key="credit"))
    assert issued(order(euros, key="euros")).amount_due == money("9", "eur")


def test_two_orders_of_one_payer_in_one_transaction_follow_one_another(dynamodb: None) -> None:
    first, second = orders("-30", "50")
    made = done(lambda provider: [provider.settle(SCOPE, first).invoice, provider.settle(SCOPE, second).invoice])
    assert [(each.number[-6:], f"{each.amount_due.amount:f}") for each in made if each is not None] == [
        ("000001", "0"),
        ("000002", "20"),
    ]


def test_calling_off_gives_credit_back_and_leaves_what_is_paid(dynamodb: None) -> None:
    for each in orders("-30", "50", "10"):
        issued(each)
    done(lambda provider: provider.void(SCOPE, "subscription-acme", at=BEGUN))
    rows = listed(InvoiceFilters(is_ascending=True), PageRequest()).rows
    assert [each.status for each in rows] == [InvoiceStatus.PAID, InvoiceStatus.CANCELED, InvoiceStatus.CANCELED]
    assert issued(order(draft("100"), key="next")).starting_balance == money("-30")


def test_lists_are_ordered_filtered_and_paged(dynamodb: None) -> None:
    for each in orders("30", "10", "50", "20", "40", days_until_due=7):
        issued(each)
    issued(order(draft("15"), key="sent", at=BEGUN + timedelta(days=5), is_invoiced=True, days_until_due=0))
    expected = {
        InvoiceOrder.ISSUE_DATE: [1, 2, 3, 4, 5, 6],
        InvoiceOrder.DUE_DATE: [6, 1, 2, 3, 4, 5],
        InvoiceOrder.TOTAL: [2, 6, 4, 1, 5, 3],
    }
    for by, ascending in expected.items():
        for is_ascending in (True, False):
            filters, walked, after = InvoiceFilters(order=by, is_ascending=is_ascending), [], None
            while True:
                page = listed(filters, PageRequest(limit=2, after=after))
                walked += numbers(page)
                if page.next is None:
                    break
                after = page.next
            assert walked == (ascending if is_ascending else ascending[::-1]), (by, is_ascending)
            back = listed(filters, PageRequest(limit=2, before=page.prev)) if page.prev else page
            assert numbers(back) == walked[2:4], (by, is_ascending)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (InvoiceFilters(states=(InvoiceStatus.PAID,)), [2]),
        (InvoiceFilters(states=(InvoiceStatus.OPEN, InvoiceStatus.PAID)), [3, 2, 1]),
        (InvoiceFilters(states=(InvoiceStatus.CANCELED,)), []),
        (InvoiceFilters(issued_after=BEGUN + timedelta(days=1)), [3, 2]),
        (InvoiceFilters(issued_before=BEGUN + timedelta(days=1)), [2, 1]),
        (InvoiceFilters(contract_id="contract-1"), []),
    ],
)
def test_invoices_are_found_by_what_they_are(filters: InvoiceFilters, found: list[int], dynamodb: None) -> None:
    for each in orders("10", "0", "30"):
        issued(each)
    assert numbers(listed(filters, PageRequest())) == found


def test_a_cursor_is_of_one_payer_and_one_order(dynamodb: None) -> None:
    for each in orders("10", "20", "30"):
        issued(each)
    cursor = listed(InvoiceFilters(), PageRequest(limit=1)).next
    for filters, payer in ((InvoiceFilters(is_ascending=True), "acme"), (InvoiceFilters(), "other")):
        with pytest.raises(BadUserInput):
            listed(filters, PageRequest(after=cursor), payer=payer)


def test_environments_and_payers_never_mix(dynamodb: None) -> None:
    here, there = issued(order(draft("-30"))), issued(order(draft("50")), ELSEWHERE)
    other = issued(order(draft("50"), key="other", payer_id="other", subscription_id="subscription-other"))
    assert (there.number, there.starting_balance) == (here.number, money("0"))
    assert other.starting_balance == money("0")
    assert other.number.split("-")[0] != here.number.split("-")[0]
    for scope, payer, expected in ((SCOPE, "acme", here), (ELSEWHERE, "acme", there), (SCOPE, "other", other)):
        assert listed(InvoiceFilters(), PageRequest(), scope, payer).rows == (expected,)
    done(lambda provider: provider.void(SCOPE, "subscription-acme", at=BEGUN))
    assert listed(InvoiceFilters(), PageRequest(), ELSEWHERE).rows == (there,)


def test_usage_is_remembered_with_its_invoice(dynamodb: None) -> None:
    held = sold(item(calls("1"), 0))
    log = UsageLog().use(5, "2026-01-10")

    def renew(provider: BillingProvider) -> InvoiceDraft:
        usage = load_usage(SCOPE, held, JANUARY, reader=log, ledgers=wiring.usage_ledgers())
        renewed = renewal(held, usage=usage, closed=JANUARY, period=None, at=JANUARY.end)
        settlement = provider.settle(SCOPE, order(renewed, key=f"renewal of {renewed.total.amount}"))
        assert settlement.invoice is None or settlement.invoice.draft.ledger is None
        return renewed

    assert [done(renew).total.rounded(), done(renew).total.rounded()] == [money("5.00"), money("0.00")]


def test_usage_whose_payment_failed_is_charged_again(dynamodb: None) -> None:
    held, log = sold(item(calls("1"), 0)), UsageLog().use(5, "2026-01-10")
    vendor = ScriptedProvider().will(Collection.FAILED, Collection.PAID)
    provider = AccountingProvider(vendor, log)

    def renew() -> Settlement:
        usage = log.usage(held, JANUARY)
        renewed = renewal(held, usage=usage, closed=JANUARY, period=None, at=FEBRUARY.start)
        return provider.settle(SCOPE, order(renewed))

    outcomes = [renew(), renew(), renew()]
    assert [each.collection for each in outcomes] == [Collection.FAILED, Collection.PAID, Collection.PAID]
    assert [each.is_repeated for each in outcomes] == [False, False, True]
    assert [each.draft.total for each in vendor.issued] == [money("5.00")]


def test_another_provider_bills_where_it_is_told_to(dynamodb: None) -> None:
    vendor = ScriptedProvider()
    wiring.reset(billing=vendor)
    assert settled(order(draft("10"))).collection is Collection.PAID
    wiring.reset()
    assert settled(order(draft("10"))).collection is Collection.NOT_REQUIRED
    assert [each.key for each in vendor.orders] == ["subscription-acme/created"]


def test_many_at_once_with_one_order_issue_one_invoice(emulator: None) -> None:
    made = in_parallel(16, lambda _: issued(order(draft("-30"))))
    assert len({invoice.id for invoice in made}) == 1
    assert issued(order(draft("50"), key="next")).amount_due == money("20")


def test_many_orders_at_once_of_one_payer_are_numbered_one_by_one(emulator: None) -> None:
    made = in_parallel(8, lambda number: issued(order(draft("-1"), key=f"order-{number}")))
    assert sorted(int(invoice.number[-6:]) for invoice in made) == list(range(1, 9))
    assert issued(order(draft("50"), key="next")).starting_balance == money("-8")


def test_a_crash_leaves_all_or_nothing_and_the_order_is_completed(emulator: None) -> None:
    assert [crashed_at(call, is_before=is_before) for call in range(1, 3) for is_before in (True, False)] == [True] * 4
    assert not crashed_at(3, is_before=True)


def crashed_at(call: int, *, is_before: bool) -> bool:
    """Tell whether an order crashed around one of its calls; whatever was left, it is completed when given again."""
    scope, crash = SCOPE.but(environment_id=f"crash-{call}-{is_before}"), CrashAt(call, is_before=is_before)
    issued(order(draft("-30"), key="credit"), scope)
    has_crashed = True
    with hooked(crash), suppress(Crash):
        issued(order(draft("50")), scope)
        has_crashed = False
    assert issued(order(draft("50")), scope).amount_due == money("20")
    assert issued(order(draft("5"), key="next"), scope).starting_balance == money("0")
    assert numbers(listed(InvoiceFilters(), PageRequest(), scope)) == [3, 2, 1]
    return has_crashed
