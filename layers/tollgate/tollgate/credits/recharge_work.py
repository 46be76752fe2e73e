"""Which wallets a message asks to look at."""

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class RechargeWork(Value):
    """A wallet whose balance is low, or where a subscription changed all wallets of its customer.

    It says nothing of what is to be done: that is read from the wallet.
    """

    account_id: str
    environment_id: str
    customer_id: str
    currency_id: str | None = None

    @property
    def scope(self) -> Scope:
        """Return the environment of the customer."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)
