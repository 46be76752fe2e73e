"""Exact money: decimal amounts in major units with one currency."""

from decimal import ROUND_HALF_UP, Decimal

from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput

_ZERO_DECIMAL = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf")
)
_THREE_DECIMAL = frozenset(("bhd", "iqd", "jod", "kwd", "lyd", "omr", "tnd"))


def exponent_of(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (ISO 4217)."""
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


class Money(Value):
    """An amount in major units of a lower-case ISO 4217 currency, with all its digits."""

    amount: Amount
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(amount=self.amount + self._same(other).amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(amount=self.amount - self._same(other).amount, currency=self.currency)

    def rounded(self) -> "Money":
        """Return the amount rounded half up to the currency's minor unit."""
        step = Decimal(1).scaleb(-exponent_of(self.currency))
        return Money(amount=self.amount.quantize(step, rounding=ROUND_HALF_UP), currency=self.currency)

    def to_minor_units(self) -> int:
        """Return the rounded amount as an integer of minor units, as payment providers count."""
        return int(self.rounded().amount.scaleb(exponent_of(self.currency)))

    def split(self, parts: int) -> tuple["Money", ...]:
        """Return the rounded amount in `parts` parts that add up to it; remainders go to the first ones."""
        if parts < 1:
            raise InvalidInput("An amount is split into at least one part", field="parts")
        share, rest = divmod(abs(self.to_minor_units()), parts)
        sign = -1 if self.amount < 0 else 1
        units = [sign * (share + (1 if index < rest else 0)) for index in range(parts)]
        exponent = exponent_of(self.currency)
        return tuple(Money(amount=Decimal(unit).scaleb(-exponent), currency=self.currency) for unit in units)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise InvalidInput(f"Amounts in {self.currency} and {other.currency} cannot be combined", field="currency")
        return other
