"""Several drafts as one."""

from collections.abc import Iterable
from decimal import Decimal

from tollgate.billing.invoice import InvoiceDraft
from tollgate.shared.money import Money


def combined(currency: str, drafts: Iterable[InvoiceDraft | None]) -> InvoiceDraft | None:
    """Return one draft with the lines of all, None where there are none. The last one tells the coupon and the period.

    Each draft's discount and tax were reckoned on its own lines and are only added up.
    """
    given = [each for each in drafts if each is not None and not each.is_empty]
    if not given:
        return None
    nothing = Money(amount=Decimal(0), currency=currency)
    ledgers = [each.ledger for each in given if each.ledger is not None]
    return given[-1].but(
        ledger=ledgers[-1] if ledgers else None,
        lines=tuple(line for draft in given for line in draft.lines),
        subtotal=sum((each.subtotal for each in given), nothing),
        discount=sum((each.discount for each in given), nothing),
        tax=sum((each.tax for each in given), nothing),
    )
