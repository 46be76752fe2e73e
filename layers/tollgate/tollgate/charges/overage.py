"""What usage beyond a limit costs."""

from decimal import Decimal, localcontext

from tollgate.charges.amounts import line_of
from tollgate.charges.line import EXACT, Line, LineType
from tollgate.charges.price import Price


def overage_line(price: Price, *, usage: Decimal, limit: Decimal | None) -> Line:
    """Return what the usage of one reset window costs beyond its limit; nothing where the limit is None, unlimited."""
    with localcontext(EXACT):
        beyond = Decimal(0) if limit is None else max(Decimal(0), usage - limit)
    return line_of(price, beyond, field="usage").but(type=LineType.OVERAGE)
