"""What wallets hold right now, for estimates."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.wallet import WalletKey
from tollgate.shared.scope import Scope


class BalancesOfWallets:
    """Satisfies `usage.ports.WalletBalances`. A resource that was never granted any draws on its customer's wallet."""

    def __init__(self, ports: Crediting) -> None:
        self._ports = ports

    def of(
        self, scope: Scope, customer_id: str, resource_id: str | None, currency_ids: Iterable[str]
    ) -> Mapping[str, Decimal]:
        """Return the balance of each currency; raises `CustomerNotFound` and `CustomerResourceNotFound`."""
        return {each: self._balance(scope, WalletKey(customer_id, resource_id, each)) for each in currency_ids}

    def _balance(self, scope: Scope, key: WalletKey) -> Decimal:
        opened = open_wallet(scope, key, self._ports, is_written=False, draws_on_customer=True)
        return opened.change.wallet.balance
