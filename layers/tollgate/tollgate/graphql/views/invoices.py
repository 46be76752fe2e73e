"""Invoices, as GraphQL shows them."""

from datetime import datetime
from decimal import Decimal

from tollgate.billing.invoice import BillingReason, Invoice
from tollgate.graphql.views.view import View


class SubscriptionInvoiceView(View[Invoice]):
    """`SubscriptionInvoice`. Taxes are on top of every amount of a line: what excludes them is less the discount."""

    payment_secret = None

    @property
    def billing_id(self) -> str:
        return self._shown.id

    @property
    def billing_reason(self) -> BillingReason:
        return self._shown.reason

    @property
    def created_at(self) -> datetime:
        return self._shown.issued_at

    @property
    def updated_at(self) -> datetime:
        return self._shown.updated_at or self._shown.issued_at

    @property
    def due_date(self) -> datetime | None:
        return self._shown.due_at

    @property
    def currency(self) -> str:
        return self._shown.draft.currency

    @property
    def amount_due(self) -> Decimal:
        return self._shown.amount_due.amount

    @property
    def sub_total(self) -> Decimal:
        return self._shown.draft.subtotal.amount

    @property
    def sub_total_excluding_tax(self) -> Decimal:
        return self._shown.draft.subtotal.amount

    @property
    def tax(self) -> Decimal:
        return self._shown.draft.tax.amount

    @property
    def total(self) -> Decimal:
        return self._shown.draft.total.amount

    @property
    def total_excluding_tax(self) -> Decimal:
        return (self._shown.draft.total - self._shown.draft.tax).amount
