"""Previews of invoices on the wire: what is due now, and what each later period costs."""

from decimal import Decimal
from typing import Self

from tollgate.billing.invoice import InvoiceDraft, InvoiceLine
from tollgate.billing.sold import AppliedDiscount
from tollgate.charges.discount import PercentOff
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import Period


class PreviewPeriodView(Value):
    """A billing period."""

    start: Instant
    end: Instant

    @classmethod
    def of(cls, period: Period | None) -> Self | None:
        """Return the view of a period, None where there is none."""
        return cls(start=period.start, end=period.end) if period is not None else None


class DiscountView(Value):
    """What a coupon takes off."""

    amount: Amount
    currency: str
    description: str


class DiscountDetailsView(Value):
    """The coupon: a share, or a fixed amount."""

    code: str
    fixed_amount: Amount | None
    percentage: Amount | None

    @classmethod
    def of(cls, applied: AppliedDiscount, currency: str) -> Self:
        """Return the view of a coupon in a currency."""
        reduction = applied.discount.reduction
        if isinstance(reduction, PercentOff):
            return cls(code=applied.coupon_id, fixed_amount=None, percentage=reduction.percent)
        fixed = next((each.amount for each in reduction.amounts if each.currency == currency), None)
        return cls(code=applied.coupon_id, fixed_amount=fixed, percentage=None)


class PreviewLineView(Value):
    """A line that an invoice would have. Where a price has no unit, `unitPrice` is what one comes to."""

    currency: str
    description: str
    sub_total: Amount
    unit_price: Amount
    quantity: Amount | None

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """Return the view of a line."""
        return cls(
            currency=line.amount.currency,
            description=line.description,
            sub_total=line.amount.amount,
            unit_price=unit_price_of(line),
            quantity=line.quantity,
        )


class InvoicePreviewView(Value):
    """An invoice as it would be issued. Its total is never below zero: the rest is credit for later invoices."""

    sub_total: Amount
    total: Amount
    currency: str
    discount: Amount
    discount_details: DiscountDetailsView | None
    discounts: list[DiscountView]
    tax: Amount
    billing_period_range: PreviewPeriodView | None
    lines: list[PreviewLineView]

    @classmethod
    def of(cls, draft: InvoiceDraft, applied: AppliedDiscount | None = None) -> Self:
        """Return the view of a draft, with the coupon it was reckoned with."""
        is_discounted = applied is not None and bool(draft.discount.amount)
        return cls(
            sub_total=draft.subtotal.amount,
            total=due_of(draft).amount,
            currency=draft.currency,
            discount=draft.discount.amount,
            discount_details=DiscountDetailsView.of(applied, draft.currency) if is_discounted and applied else None,
            discounts=[_discount_view(draft, applied)] if is_discounted and applied else [],
            tax=draft.tax.amount,
            billing_period_range=PreviewPeriodView.of(draft.period),
            lines=[PreviewLineView.of(line) for line in draft.lines],
        )


def due_of(draft: InvoiceDraft) -> Money:
    """Return what would have to be paid: nothing where the total is a credit."""
    return draft.total.but(amount=max(Decimal(0), draft.total.amount))


def unit_price_of(line: InvoiceLine) -> Decimal:
    """Return what one unit costs: the price's own amount, or the share of one in the line, rounded."""
    if line.unit_price is not None:
        return line.unit_price
    return line.amount.but(amount=line.amount.amount / (line.quantity or 1)).rounded().amount


def _discount_view(draft: InvoiceDraft, applied: AppliedDiscount) -> DiscountView:
    return DiscountView(amount=draft.discount.amount, currency=draft.currency, description=applied.name)
