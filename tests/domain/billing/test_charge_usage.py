"""Charging usage before its billing period ends, telling the provider of it, and marking what was paid."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support.billing import BEGUN, JANUARY, UsageLog, day, draft, item, order, overage, sold
from tests.support.metering import SCOPE
from tests.support.pricing import calls, money, seats
from tests.support.scripted_billing import ScriptedProvider
from tollgate.billing.charge_usage import UsageBilling, charge_usage, sync_usage
from tollgate.billing.errors import BillingInvoiceStatus, InvoiceIsCollected, MissingBillingInvoice, NothingToCharge
from tollgate.billing.events import CustomerPaymentFailed
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceStatus
from tollgate.billing.mark_invoice_paid import mark_invoice_paid
from tollgate.billing.ports import AccruedUsage, Collection
from tollgate.billing.settling import AccountingProvider
from tollgate.shared.events import DomainEvent
from tollgate.shared.scope import Scope

NOW = day("2026-01-20")
HELD = sold(
    item(calls("0.10"), 0),
    overage(calls("2", feature_id="storage"), "10"),
    item(seats("10"), 5),
)


@dataclass
class Told:
    """The events that were recorded."""

    events: list[DomainEvent] = field(default_factory=list)

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Take note of an event."""
        self.events.append(event)


@dataclass
class Desk:
    """Everything charging works with, on the 20th of January."""

    log: UsageLog = field(default_factory=UsageLog)
    vendor: ScriptedProvider = field(default_factory=ScriptedProvider)
    told: Told = field(default_factory=Told)
    now: datetime = NOW

    @property
    def billing(self) -> UsageBilling:
        """Return it as the operation takes it."""
        provider = AccountingProvider(self.vendor, self.log)
        return UsageBilling(provider=provider, reader=self.log, ledgers=self.log, events=self.told, now=self.now)

    def charge(self, **fields: Any) -> Any:
        """Charge what was used."""
        return charge_usage(SCOPE, HELD, period=JANUARY, billing=self.billing, **fields)


def used(calls: int, storage: int = 0) -> tuple[AccruedUsage, ...]:
    found = (("calls", calls), ("storage", storage))
    return tuple(AccruedUsage(feature_id=name, usage=Decimal(amount)) for name, amount in found if amount)


def test_usage_is_charged_now_and_told() -> None:
    desk = Desk()
    desk.log.use(50, "2026-01-10").use(13, "2026-01-10", "storage")
    charged = desk.charge()
    assert charged.usage == used(50, 3)
    assert (charged.invoice.draft.total, charged.invoice.reason) == (money("11.00"), BillingReason.MANUAL)
    [event] = desk.told.events
    assert (event.event_type, event.aggregate) == (
        "SUBSCRIPTION_USAGE_CHARGE_TRIGGERED",
        "SUBSCRIPTION#subscription-acme",
    )
    assert event.payload == {
        "id": "subscription-acme",
        "customer": {"id": "acme"},
        "resource": None,
        "periodStart": "2026-01-01T00:00:00.000Z",
        "periodEnd": "2026-02-01T00:00:00.000Z",
        "usage": [{"featureId": "calls", "usage": 50}, {"featureId": "storage", "usage": 3}],
        "invoiceBillingId": "in_1",
    }


def test_asked_again_it_charges_what_was_used_since() -> None:
    desk = Desk()
    desk.log.use(50, "2026-01-10")
    assert [desk.charge().usage, desk.charge().usage] == [used(50), ()]
    desk.log.use(7, "2026-01-10")
    assert desk.charge().usage == used(7)
    assert [each.draft.total for each in desk.vendor.issued] == [money("5.00"), money("0.70")]


def test_usage_is_charged_up_to_an_instant() -> None:
    desk = Desk()
    desk.log.use(50, "2026-01-10").use(7, "2026-01-19")
    assert desk.charge(until=day("2026-01-15")).usage == used(50)
    assert desk.charge(until=day("2026-01-20")).usage == used(7)


@pytest.mark.parametrize("until", ["2026-01-20T00:00:01+00:00", "2026-01-01", "2025-12-31"])
def test_what_lies_outside_the_period_so_far_cannot_be_charged(until: str) -> None:
    with pytest.raises(NothingToCharge) as refused:
        Desk().charge(until=day(until))
    assert refused.value.details == {"field": "untilDate"}


def test_a_charge_that_fails_is_not_counted_as_made() -> None:
    desk = Desk(vendor=ScriptedProvider().will(Collection.FAILED))
    desk.log.use(50, "2026-01-10")
    assert desk.charge().settlement.collection is Collection.FAILED
    assert desk.charge().invoice.draft.total == money("5.00")


def test_the_provider_is_told_what_is_not_invoiced_yet() -> None:
    desk = Desk()
    desk.log.use(50, "2026-01-10")
    desk.charge()
    desk.log.use(7, "2026-01-15")
    assert sync_usage(SCOPE, HELD, period=JANUARY, billing=desk.billing) == used(7)
    assert desk.vendor.reported == [used(7)]
    assert [event.event_type for event in desk.told.events][1:] == ["SUBSCRIPTION_USAGE_UPDATED"]


def invoice_of(vendor: ScriptedProvider) -> Invoice:
    found = vendor.latest_invoice(SCOPE, "acme", "subscription-acme")
    assert found is not None
    return found


def mark(vendor: ScriptedProvider, *, is_invoiced: bool = True) -> Invoice:
    at = BEGUN + timedelta(days=3)
    return mark_invoice_paid(
        SCOPE, "subscription-acme", payer_id="acme", is_invoiced=is_invoiced, provider=vendor, at=at
    )


def test_an_open_invoice_is_marked_as_paid() -> None:
    vendor = ScriptedProvider().will(Collection.PROCESSING)
    vendor.settle(SCOPE, order(draft("10")))
    assert mark(vendor) == invoice_of(vendor)
    assert (invoice_of(vendor).status, invoice_of(vendor).paid_at) == (InvoiceStatus.PAID, BEGUN + timedelta(days=3))
    with pytest.raises(BillingInvoiceStatus):
        mark(vendor)


def test_only_invoices_that_were_sent_are_marked_at_a_vendor() -> None:
    with pytest.raises(InvoiceIsCollected):
        mark(ScriptedProvider(), is_invoiced=False)
    with pytest.raises(MissingBillingInvoice):
        mark(ScriptedProvider())


def test_a_vendor_of_a_test_does_an_order_once_and_lets_payments_arrive() -> None:
    vendor = ScriptedProvider(payers={"acme"}).will(Collection.ACTION_REQUIRED, Collection.PROCESSING)
    outcomes = [vendor.settle(SCOPE, order(draft("10"))) for _ in range(3)]
    assert [(each.collection, each.is_repeated) for each in outcomes] == [
        (Collection.ACTION_REQUIRED, False),
        (Collection.PROCESSING, False),
        (Collection.PROCESSING, True),
    ]
    vendor.confirm("subscription-acme/created")
    assert vendor.settle(SCOPE, order(draft("10"))).collection is Collection.PAID
    assert invoice_of(vendor).status is InvoiceStatus.PAID
    assert (len(vendor.issued), len(vendor.orders), vendor.has_payment_method(SCOPE, "acme")) == (1, 4, True)


def test_a_failed_payment_is_told_with_its_reason() -> None:
    event = CustomerPaymentFailed.of(
        customer_id="acme",
        customer={"id": "acme"},
        subscription={"id": "subscription-acme"},
        error="The card was declined",
        at=BEGUN,
    )
    assert event.payload == {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "customer": {"id": "acme"},
        "subscription": {"id": "subscription-acme"},
        "error": {"message": "The card was declined"},
        "originatingEventId": None,
    }
