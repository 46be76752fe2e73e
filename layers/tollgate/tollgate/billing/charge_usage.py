"""Charging usage before its billing period ends, and telling the provider of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from tollgate.billing.errors import NothingToCharge
from tollgate.billing.events import SubscriptionUsageChargeTriggered, SubscriptionUsageUpdated
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceDraft
from tollgate.billing.invoicing import arrears
from tollgate.billing.ports import AccruedUsage, BillingOrder, BillingProvider, Settlement, UsageLedgers
from tollgate.billing.sold import Sold
from tollgate.billing.usage import Usage, UsageReader, load_usage
from tollgate.charges.line import LineType
from tollgate.shared.events import EventRecorder
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope

_FOR_USAGE = frozenset((LineType.PAY_AS_YOU_GO, LineType.OVERAGE))


@dataclass(frozen=True)
class UsageBilling:
    """What charging for usage works with, and the customer's present."""

    provider: BillingProvider
    reader: UsageReader
    ledgers: UsageLedgers
    events: EventRecorder
    now: datetime


@dataclass(frozen=True)
class ChargedNow:
    """What was charged, of the usage of a billing period up to an instant, and how the collection stands."""

    subscription_id: str
    period: Period
    until: datetime
    usage: tuple[AccruedUsage, ...]
    settlement: Settlement

    @property
    def invoice(self) -> Invoice | None:
        """Return the invoice, None where there was nothing to charge."""
        return self.settlement.invoice


def charge_usage(
    scope: Scope,
    sold: Sold,
    *,
    period: Period,
    until: datetime | None = None,
    billing_id: str | None = None,
    is_invoiced: bool = False,
    days_until_due: int | None = None,
    billing: UsageBilling,
) -> ChargedNow:
    """Charge what was used in a subscription's billing period up to an instant, now without one.

    Asked again it charges what was used since. Raises `NothingToCharge` for an instant outside the part of the period
    that has passed.
    """
    now = billing.now
    end = now if until is None else until
    if not period.start < end <= min(now, period.end):
        raise NothingToCharge.outside(period)
    draft, usage = _accrued(scope, sold, period, end, billing)
    order = BillingOrder(
        key=_key(sold, usage, end),
        sold=sold,
        former=sold,
        draft=draft,
        subscription_id=sold.subscription_id,
        customer_id=sold.customer_id,
        payer_id=sold.payer_id,
        billing_id=billing_id,
        reason=BillingReason.MANUAL,
        at=now,
        is_invoiced=is_invoiced,
        days_until_due=days_until_due,
    )
    settlement = billing.provider.settle(scope, order) if not draft.is_empty else Settlement(billing_id=billing_id)
    invoice_id = settlement.invoice.id if settlement.invoice is not None else None
    charged = used_in(draft)
    event = SubscriptionUsageChargeTriggered.of(sold, charged, period=period, invoice_id=invoice_id, at=now)
    billing.events.record(scope, event)
    return ChargedNow(sold.subscription_id, period, end, charged, settlement)


def sync_usage(
    scope: Scope, sold: Sold, *, period: Period, billing_id: str | None = None, billing: UsageBilling
) -> tuple[AccruedUsage, ...]:
    """Tell the provider what was used in a billing period and is not invoiced yet; return that."""
    now = billing.now
    draft, _ = _accrued(scope, sold, period, min(now, period.end), billing)
    usage = used_in(draft)
    billing.provider.report_usage(scope, sold, usage, billing_id=billing_id, at=now)
    billing.events.record(scope, SubscriptionUsageUpdated.of(sold, usage, period=period, at=now))
    return usage


def used_in(draft: InvoiceDraft) -> tuple[AccruedUsage, ...]:
    """Return how much of each feature a draft charges for, in the units it is sold in."""
    used: dict[str, Decimal] = {}
    for line in draft.lines:
        if line.type in _FOR_USAGE and line.feature_id is not None:
            used[line.feature_id] = used.get(line.feature_id, Decimal(0)) + (line.quantity or Decimal(0))
    return tuple(AccruedUsage(feature_id=feature_id, usage=usage) for feature_id, usage in used.items())


def _accrued(
    scope: Scope, sold: Sold, period: Period, until: datetime, billing: UsageBilling
) -> tuple[InvoiceDraft, Usage]:
    usage = load_usage(scope, sold, period, until=until, reader=billing.reader, ledgers=billing.ledgers)
    return arrears(sold, usage=usage, closed=period, at=until), usage


def _key(sold: Sold, usage: Usage, until: datetime) -> str:
    """Return the same key for the same charge, another one once it is made: what was invoiced is different then."""
    known = sha256(usage.ledger.model_dump_json().encode()).hexdigest()[:20]
    return f"{sold.subscription_id}/usage/{until.isoformat()}/{known}"
