"""What recharges of wallets need beside the ports of credits. Writes are staged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tollgate.billing.ports import BillingProvider
from tollgate.charges.price import Price
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.recharge_settings import RechargeSettings
from tollgate.shared.scope import Scope


class RechargeRepository(Protocol):
    """The recharge settings of customers, with what is under way."""

    def find(self, scope: Scope, customer_id: str, currency_id: str) -> RechargeSettings | None:
        """Return the settings of a wallet, None where nobody set any."""
        ...

    def of_customer(self, scope: Scope, customer_id: str) -> list[RechargeSettings]:
        """Return all settings of a customer."""
        ...

    def save(self, scope: Scope, settings: RechargeSettings) -> None:
        """Stage settings that were found, or the first; of two writers who read the same ones, one runs again."""
        ...


class TopUpPrices(Protocol):
    """What credits cost that are bought beside what is agreed."""

    def of(self, scope: Scope, customer_id: str, currency_id: str) -> Price | None:
        """Return the price at which a subscription of the customer sells credits, None where none does."""
        ...


@dataclass(frozen=True)
class Recharging:
    """The ports that recharges work with. `today` is the world's time, which tells how long an order is held."""

    crediting: Crediting
    settings: RechargeRepository
    prices: TopUpPrices
    billing: BillingProvider
    today: datetime
