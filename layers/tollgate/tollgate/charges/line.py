"""A line of what is owed, and the steps that explain it."""

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from enum import StrEnum

from tollgate.charges.price import Price
from tollgate.shared.entity import Amount, Value
from tollgate.shared.money import Money

EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])
"""Room for the product of the longest quantity and price there are; raises rather than lose a digit."""


class LineType(StrEnum):
    """What a line charges for, in the words of invoices."""

    BASE = "BaseCharge"
    ADDON = "AddonCharge"
    TIER = "TierCharge"
    ZERO_AMOUNT_BASE = "ZeroAmountBaseCharge"
    IN_ADVANCE_COMMITMENT = "InAdvanceCommitmentCharge"
    PAY_AS_YOU_GO = "PayAsYouGoCharge"
    OVERAGE = "OverageCharge"
    MINIMUM_SPEND = "MinimumSpendCharge"
    MINIMUM_SPEND_ADJUSTMENT = "MinimumSpendAdjustmentCharge"
    OTHER = "Other"


class Part(Value):
    """One step of a line: so many units, or blocks of units, at a price each, and a flat price on top.

    In a tier, `above` and `up_to` are its bounds.
    """

    units: Amount
    unit_price: Amount = Decimal(0)
    flat_price: Amount = Decimal(0)
    block_size: Amount | None = None
    above: Amount | None = None
    up_to: Amount | None = None

    @property
    def amount(self) -> Decimal:
        """Return what the step adds to the line, with all digits."""
        with localcontext(EXACT):
            return self.units * self.unit_price + self.flat_price

    @property
    def explanation(self) -> str:
        """Return the step in words: `above 5 up to 10: 5 × 15 + 8 = 83`."""
        bounds = ""
        if self.above is not None:
            end = "" if self.up_to is None else f" up to {_plain(self.up_to)}"
            bounds = f"above {_plain(self.above)}{end}: "
        if self.flat_price and not self.unit_price:
            return f"{bounds}{_plain(self.flat_price)}"
        blocks = "" if self.block_size is None else f" blocks of {_plain(self.block_size)}"
        flat = f" + {_plain(self.flat_price)}" if self.flat_price else ""
        return f"{bounds}{_plain(self.units)}{blocks} × {_plain(self.unit_price)}{flat} = {_plain(self.amount)}"


class Line(Value):
    """What one price comes to for a quantity. Its parts add up to the exact amount; the line is rounded, once."""

    type: LineType
    price: Price
    quantity: Amount
    currency: str
    parts: tuple[Part, ...]

    @property
    def exact(self) -> Decimal:
        """Return the sum of the parts, with all digits."""
        with localcontext(EXACT):
            return sum((part.amount for part in self.parts), Decimal(0))

    @property
    def amount(self) -> Money:
        """Return what is owed, rounded half up to the currency's minor unit."""
        return Money(amount=self.exact, currency=self.currency).rounded()


def total_of(lines: Iterable[Line], *, currency: str) -> Money:
    """Return the sum of the lines; raises `InvalidInput` where one is in another currency."""
    return sum((line.amount for line in lines), Money(amount=Decimal(0), currency=currency))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
