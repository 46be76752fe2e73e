"""A payer's account with the built-in provider: its credit in each currency, and the numbers of its invoices."""

from decimal import Decimal
from hashlib import sha256
from typing import Self

from tollgate.shared.entity import Entity
from tollgate.shared.money import Money


class PayerAccount(Entity):
    """What a payer has in credit, below zero, and how many invoices it got.

    Each payer's invoices are numbered by themselves, so that no two payers wait for each other.
    """

    payer_id: str
    invoices: int = 0
    balances: tuple[Money, ...] = ()

    def balance_in(self, currency: str) -> Money:
        """Return the balance in a currency: zero, or the credit there is, below zero."""
        found = (each for each in self.balances if each.currency == currency)
        return next(found, Money(amount=Decimal(0), currency=currency))

    def with_balance(self, balance: Money) -> Self:
        """Return the account with another balance in a currency."""
        others = tuple(each for each in self.balances if each.currency != balance.currency)
        return self.but(balances=(*others, balance))

    def with_next_number(self) -> Self:
        """Return the account with one invoice more."""
        return self.but(invoices=self.invoices + 1)

    @property
    def number(self) -> str:
        """Return the number of the payer's last invoice: letters and digits of its own, and a running number."""
        prefix = sha256(self.payer_id.encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()
        return f"{prefix}-{self.invoices:06d}"
