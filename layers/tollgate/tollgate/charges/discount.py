"""What a discount takes off an invoice, and for how long."""

from datetime import datetime
from decimal import Decimal

from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.period import add_months


class PercentOff(Value):
    """A share of whatever is charged; of a credit too, which is then worth as much less."""

    percent: Amount

    def on(self, subtotal: Money) -> Money:
        """Return what is taken off, rounded half up."""
        return subtotal.but(amount=subtotal.amount * self.percent / 100).rounded()


class AmountsOff(Value):
    """A fixed amount for each of some currencies."""

    amounts: tuple[Money, ...]

    def on(self, subtotal: Money) -> Money:
        """Return what is taken off, at most the subtotal; raises `InvalidInput` without an amount in its currency."""
        off = next((each for each in self.amounts if each.currency == subtotal.currency), None)
        if off is None:
            raise InvalidInput(f"The coupon has no amount in {subtotal.currency}", field="amountsOff")
        return off.but(amount=max(Decimal(0), min(off.amount, subtotal.amount))).rounded()


class Discount(Value):
    """A reduction from an instant on, for some calendar months or for good."""

    reduction: PercentOff | AmountsOff
    starts_at: Instant
    duration_in_months: int | None = None

    @property
    def ends_at(self) -> datetime | None:
        """Return the instant from which nothing is taken off any more, None for a discount without an end."""
        return None if self.duration_in_months is None else add_months(self.starts_at, self.duration_in_months)

    def on(self, subtotal: Money, *, at: datetime) -> Money:
        """Return what is taken off the invoice of an instant: zero before the start and from the end on."""
        if at < self.starts_at or (self.ends_at is not None and at >= self.ends_at):
            return subtotal.but(amount=Decimal(0))
        return self.reduction.on(subtotal)
