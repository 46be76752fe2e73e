"""Burn credits for usage: what measurements and events cost at their features' rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from tollgate.charges.amounts import credits_of_event
from tollgate.charges.formula import FormulaFault
from tollgate.charges.price import CreditRate
from tollgate.credits.consumption import Burnt, CreditBalance
from tollgate.credits.count_burnt import count_burnt
from tollgate.credits.ledger_entry import Cause
from tollgate.credits.open_wallet import Crediting, OpenWallet, open_wallet
from tollgate.credits.wallet import WalletKey
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.shared.scope import Scope

_STEP = Decimal(1).scaleb(-12)
"""A flat rate may be tiny: what it burns is kept to twelve decimals, so that little usage is not burnt for nothing."""


class UsageBurn(NamedTuple):
    """What one measurement or event adds to the usage of a feature, in the units it is sold in, and its rate.

    `fields` are what a formula reads; `dimensions` are their canonical JSON as usage is told apart by them.
    """

    customer_id: str
    resource_id: str | None
    feature_id: str
    rate: CreditRate
    units: Decimal
    event_id: str
    timestamp: datetime
    fields: Mapping[str, Any] = {}
    dimensions: str | None = None


class BurntUsage(NamedTuple):
    """What was burnt for one of them, and the balance after it; a fault tells that a formula came to nothing."""

    currency_id: str
    credits: Decimal
    balance: CreditBalance
    fault: FormulaFault | None = None


@dataclass
class _Wallets:
    """The wallets at work, each opened once, whoever draws on it."""

    scope: Scope
    ports: Crediting
    opened: dict[WalletKey, OpenWallet] = field(default_factory=dict)
    asked: dict[WalletKey, OpenWallet | None] = field(default_factory=dict)

    def of(self, key: WalletKey) -> OpenWallet | None:
        """Return the wallet that credits come from, None where there is nobody whose it is any more."""
        if key not in self.asked:
            self.asked[key] = self._open(key)
        return self.asked[key]

    def _open(self, key: WalletKey) -> OpenWallet | None:
        try:
            found = open_wallet(self.scope, key, self.ports, draws_on_customer=True)
        except (CustomerNotFound, CustomerResourceNotFound):
            return None
        return self.opened.setdefault(found.key, found)


def burn_usage(scope: Scope, burns: Sequence[UsageBurn], *, ports: Crediting) -> list[BurntUsage | None]:
    """Return what each burnt, in their order, and stage it; None where there is nobody to burn it of any more.

    What takes usage back burns nothing, and gives nothing back. What is beyond the balance is owed.
    """
    wallets = _Wallets(scope, ports)
    done: list[BurntUsage | None] = []
    told: list[Burnt] = []
    for burn in burns:
        opened = wallets.of(WalletKey(burn.customer_id, burn.resource_id, burn.rate.currency_id))
        burnt = _burn(opened, burn) if opened is not None else None
        done.append(burnt)
        if opened is not None and burnt is not None and burnt.credits:
            told.append(_counted(burn, burnt, opened))
    for opened in wallets.opened.values():
        if opened.change.entries:
            opened.close(ports)
    now = {key.customer_id: opened.now for key, opened in wallets.opened.items()}
    count_burnt(scope, told, now=now, ports=ports)
    return done


def _burn(opened: OpenWallet, burn: UsageBurn) -> BurntUsage:
    cost = credits_of_event(burn.rate, burn.units, burn.fields)
    credits = cost.credits.quantize(_STEP, rounding=ROUND_HALF_UP).normalize() + 0
    if credits:
        cause = Cause(event_id=burn.event_id, feature_id=burn.feature_id, resource_id=burn.resource_id)
        opened.change.consume(credits, opened.now, cause)
    return BurntUsage(burn.rate.currency_id, credits, opened.balance, cost.fault)


def _counted(burn: UsageBurn, burnt: BurntUsage, opened: OpenWallet) -> Burnt:
    return Burnt(
        opened.key,
        burn.resource_id,
        burn.timestamp,
        burnt.credits,
        feature_id=burn.feature_id,
        dimensions=burn.dimensions,
    )
