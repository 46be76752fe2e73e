"""Previews of invoices, as the contract shows them."""

from decimal import Decimal
from typing import Self

from tollgate.billing.invoice import InvoiceDraft, InvoiceLine
from tollgate.catalog.bundle import FreeItem
from tollgate.shared.entity import Amount, Value
from tollgate.shared.period import Period
from tollgate.subscriptions.preview import SubscriptionPreview
from tollgate.subscriptions.terms import AppliedCoupon

_NOTHING = Decimal(0)


class PreviewLineView(Value):
    """One line; of a price that is told in steps, what a unit costs on average."""

    description: str
    quantity: Amount | None
    unit_price: Amount
    sub_total: Amount
    currency: str

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """Return the view of a line."""
        return cls(
            description=line.description,
            quantity=line.quantity,
            unit_price=line.price_of_one,
            sub_total=line.amount.amount,
            currency=line.amount.currency,
        )


class PreviewDiscountView(Value):
    """What a coupon takes off."""

    amount: Amount
    currency: str
    description: str


class DiscountDetailsView(Value):
    """The coupon behind a discount: the share or the amount it takes off."""

    code: str
    percentage: Amount | None
    fixed_amount: Amount | None

    @classmethod
    def of(cls, coupon: AppliedCoupon, currency: str) -> Self:
        """Return the view of a coupon, in the currency that is paid in."""
        fixed = (each.amount for each in coupon.amounts_off or () if each.currency == currency)
        return cls(code=coupon.id, percentage=coupon.percent_off, fixed_amount=next(fixed, None))


class PreviewInvoiceView(Value):
    """An invoice that would be issued."""

    sub_total: Amount
    total: Amount
    tax: Amount
    discount: Amount
    discounts: list[PreviewDiscountView]
    discount_details: DiscountDetailsView | None
    lines: list[PreviewLineView]
    currency: str | None
    billing_period_range: Period | None

    @classmethod
    def of(cls, draft: InvoiceDraft, coupon: AppliedCoupon | None = None) -> Self:
        """Return the view of a draft. What is due is never below zero: the rest is credit for later invoices."""
        name = draft.coupon_name
        taken = draft.discount
        shown = [PreviewDiscountView(amount=taken.amount, currency=taken.currency, description=name)] if name else []
        return cls(
            sub_total=draft.subtotal.amount,
            total=draft.due.amount,
            tax=draft.tax.amount,
            discount=taken.amount,
            discounts=shown,
            discount_details=DiscountDetailsView.of(coupon, draft.currency) if coupon is not None else None,
            lines=[PreviewLineView.of(line) for line in draft.lines],
            currency=draft.currency,
            billing_period_range=draft.period,
        )

    @classmethod
    def empty(cls, currency: str | None) -> Self:
        """Return an invoice of nothing."""
        return cls(
            sub_total=_NOTHING,
            total=_NOTHING,
            tax=_NOTHING,
            discount=_NOTHING,
            discounts=[],
            discount_details=None,
            lines=[],
            currency=currency,
            billing_period_range=None,
        )


class FreeItemView(Value):
    """Units of an add-on that cost nothing."""

    id: str
    quantity: int

    @classmethod
    def of(cls, item: FreeItem) -> Self:
        """Return the view of a free item."""
        return cls(id=item.addon_id, quantity=item.quantity)


class SubscriptionPreviewView(Value):
    """What provisioning would come to."""

    immediate_invoice: PreviewInvoiceView
    recurring_invoice: PreviewInvoiceView | None
    billing_period_range: Period | None
    free_items: list[FreeItemView]
    has_scheduled_updates: bool
    is_plan_downgrade: bool

    @classmethod
    def of(cls, preview: SubscriptionPreview) -> Self:
        """Return the view of a preview."""
        immediate, recurring = preview.immediate, preview.recurring
        nothing = PreviewInvoiceView.empty(preview.currency)
        return cls(
            immediate_invoice=PreviewInvoiceView.of(immediate, preview.coupon) if immediate is not None else nothing,
            recurring_invoice=PreviewInvoiceView.of(recurring, preview.coupon) if recurring is not None else None,
            billing_period_range=preview.period,
            free_items=[FreeItemView.of(each) for each in preview.free_items],
            has_scheduled_updates=preview.is_scheduled,
            is_plan_downgrade=preview.is_plan_downgrade,
        )
