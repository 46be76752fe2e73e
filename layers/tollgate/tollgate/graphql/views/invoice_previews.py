"""Invoices that would be issued, as GraphQL shows them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from tollgate.billing.invoice import InvoiceDraft, nothing
from tollgate.billing.sold import AppliedDiscount
from tollgate.charges.discount import PercentOff
from tollgate.graphql.views.money import MoneyView, money_view
from tollgate.shared.money import Money


class TaxDetailsView(NamedTuple):
    """`SubscriptionPreviewTaxDetails`: taxes come on top."""

    percentage: Decimal
    display_name: str = "Tax"
    inclusive: bool = False


class PreviewDiscountView(NamedTuple):
    """`SubscriptionPreviewDiscount`."""

    name: str
    type: str
    value: Decimal
    duration_type: str
    duration_in_months: int | None

    @classmethod
    def of(cls, applied: AppliedDiscount, currency: str) -> "PreviewDiscountView":
        """Return the view of a coupon in a currency."""
        months, reduction = applied.discount.duration_in_months, applied.discount.reduction
        if isinstance(reduction, PercentOff):
            kind, value = "PERCENTAGE", reduction.percent
        else:
            own = (each.amount for each in reduction.amounts if each.currency == currency)
            kind, value = "FIXED", next(own, Decimal(0))
        return cls(applied.name, kind, value, "FOREVER" if months is None else "REPEATING", months)


class ProrationsView(NamedTuple):
    """`SubscriptionPreviewProrations`: what is given back and what is asked for, for the rest of a period."""

    credit: MoneyView
    debit: MoneyView
    net_amount: MoneyView
    proration_date: datetime
    has_prorations: bool

    @classmethod
    def of(cls, draft: InvoiceDraft, at: datetime) -> "ProrationsView":
        """Return the view of a draft's prorations as of an instant."""
        lines = [line for line in draft.lines if line.is_proration]
        credit = _sum(draft, (line.amount for line in lines if line.amount.amount < 0))
        debit = _sum(draft, (line.amount for line in lines if line.amount.amount >= 0))
        given_back = nothing(draft.currency) - credit
        return cls(money_view(given_back), money_view(debit), money_view(debit + credit), at, bool(lines))


class CreditsView(NamedTuple):
    """`SubscriptionPreviewCredits`: the payer's credit before an invoice, what it uses up, and what is left."""

    initial: MoneyView
    used: MoneyView
    remaining: MoneyView

    @classmethod
    def of(cls, draft: InvoiceDraft, balance: Money) -> "CreditsView | None":
        """Return the view of a payer's balance, below zero, and a draft; None where there is no credit."""
        initial, total = nothing(draft.currency) - balance, draft.total
        used = total.but(amount=max(Decimal(0), min(initial.amount, total.amount)))
        remaining = initial - used - total.but(amount=min(Decimal(0), total.amount))
        if not initial.amount and not remaining.amount:
            return None
        return cls(money_view(initial), money_view(used), money_view(remaining))


class PreviewInvoiceView:
    """`SubscriptionPreviewInvoice`, and `ImmediateSubscriptionPreviewInvoice` for what is due at an instant.

    The total is never below zero: what it would be less is credit for later invoices, and used up by the payer's.
    """

    def __init__(
        self, draft: InvoiceDraft, applied: AppliedDiscount | None, *, at: datetime, balance: Money | None = None
    ) -> None:
        self._draft, self._applied, self._at = draft, applied, at
        self._balance = balance if balance is not None else nothing(draft.currency)

    @property
    def sub_total(self) -> MoneyView:
        return money_view(self._draft.subtotal)

    @property
    def total(self) -> MoneyView:
        return money_view(self._draft.due)

    @property
    def total_excluding_tax(self) -> MoneyView:
        return money_view(self._draft.but(tax=nothing(self._draft.currency)).due)

    @property
    def tax(self) -> MoneyView:
        return money_view(self._draft.tax)

    @property
    def tax_details(self) -> TaxDetailsView | None:
        rate = self._draft.tax_percentage
        return TaxDetailsView(rate) if rate is not None else None

    @property
    def discount(self) -> MoneyView | None:
        return money_view(self._draft.discount) if self._draft.discount.amount else None

    @property
    def discount_details(self) -> PreviewDiscountView | None:
        if self._applied is None or not self._draft.discount.amount:
            return None
        return PreviewDiscountView.of(self._applied, self._draft.currency)

    @property
    def proration(self) -> ProrationsView:
        return ProrationsView.of(self._draft, self._at)

    @property
    def credits(self) -> CreditsView | None:
        return CreditsView.of(self._draft, self._balance)


class DateRangeView(NamedTuple):
    """`DateRange`."""

    start: datetime | None
    end: datetime | None

    @classmethod
    def of(cls, draft: InvoiceDraft) -> "DateRangeView":
        """Return the period of a draft, without bounds where it has none."""
        return cls(draft.period.start, draft.period.end) if draft.period is not None else cls(None, None)


class SubscriptionPreviewView(NamedTuple):
    """`SubscriptionPreviewV2`."""

    billing_period_range: DateRangeView
    immediate_invoice: PreviewInvoiceView
    recurring_invoice: PreviewInvoiceView | None
    has_scheduled_updates: bool = False
    is_plan_downgrade: bool = False


def _sum(draft: InvoiceDraft, amounts: Iterable[Money]) -> Money:
    return sum(amounts, nothing(draft.currency))
