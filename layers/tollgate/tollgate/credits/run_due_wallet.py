"""Bring a wallet up to the present where something has come due, although nobody uses it."""

from tollgate.credits.advance_wallet import MOST_STEPS, advance, due_at
from tollgate.credits.open_wallet import Crediting, wallet_as_stored
from tollgate.credits.wallet import WalletKey
from tollgate.shared.scope import Scope


class DueWallets:
    """Satisfies `subscriptions.ports.DueWallets`."""

    def __init__(self, ports: Crediting) -> None:
        self._ports = ports

    def run(self, scope: Scope, customer_id: str, resource_id: str | None, currency_id: str) -> bool:
        """Stage what has come due, as much as one transaction holds, and tell whether there is more.

        Harmless when repeated or late. An archived customer's credits expire too, by the world's clock.
        """
        key = WalletKey(customer_id, resource_id, currency_id)
        found = wallet_as_stored(scope, key, self._ports)
        if found is None:
            return False
        due = due_at(found.change.wallet, found.terms.sources)
        if due is None or due > found.now:
            return False
        is_current = advance(found.change, found.now, found.terms.sources, most_steps=MOST_STEPS)
        found.close(self._ports)
        return not is_current
