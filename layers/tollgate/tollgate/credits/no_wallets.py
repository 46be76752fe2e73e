"""The wallets of an environment in which nobody was granted credits, as nothing grants any yet."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tollgate.shared.scope import Scope


class NoWallets:
    """Holds nothing; satisfies `WalletBalances`."""

    def of(
        self, scope: Scope, customer_id: str, resource_id: str | None, currency_ids: Iterable[str]
    ) -> Mapping[str, Decimal]:
        """Return that the balance of every currency is zero."""
        return dict.fromkeys(currency_ids, Decimal(0))
