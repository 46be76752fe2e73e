"""Which of a payer's invoices are listed, and in which order."""

from enum import StrEnum

from tollgate.billing.invoice import Invoice, InvoiceStatus
from tollgate.shared.entity import Instant, Value, wire_instant

_WIDTH = 24


class InvoiceOrder(StrEnum):
    """What invoices are ordered by."""

    ISSUE_DATE = "issueDate"
    DUE_DATE = "dueDate"
    TOTAL = "total"


class InvoiceFilters(Value):
    """Filters that must all hold, and the order: newest first unless another one is asked for.

    Invoices belong to no contract yet: where one is asked for, none is found.
    """

    states: tuple[InvoiceStatus, ...] | None = None
    issued_after: Instant | None = None
    issued_before: Instant | None = None
    contract_id: str | None = None
    order: InvoiceOrder = InvoiceOrder.ISSUE_DATE
    is_ascending: bool = False

    def holds(self, invoice: Invoice) -> bool:
        """Tell whether an invoice is listed; one issued at a bound is."""
        return (
            (self.states is None or invoice.status in self.states)
            and (self.issued_after is None or invoice.issued_at >= self.issued_after)
            and (self.issued_before is None or invoice.issued_at <= self.issued_before)
            and (self.contract_id is None or invoice.contract_id == self.contract_id)
        )

    def position(self, invoice: Invoice) -> str:
        """Return where an invoice stands in the order, as text; those without a due date come before all others."""
        issued = f"{wire_instant(invoice.issued_at)}#{invoice.number}"
        match self.order:
            case InvoiceOrder.ISSUE_DATE:
                return issued
            case InvoiceOrder.DUE_DATE:
                return f"{wire_instant(invoice.due_at) if invoice.due_at is not None else '-'}#{issued}"
            case InvoiceOrder.TOTAL:
                # Totals of any currency and sign become numbers without a sign, of one length.
                scaled = invoice.draft.total.amount.scaleb(3) + 10 ** (_WIDTH - 1)
                return f"{int(scaled):0{_WIDTH}d}#{issued}"
