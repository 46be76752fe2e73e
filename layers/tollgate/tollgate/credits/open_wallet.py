"""A wallet at work: read with what fills it, brought up to the present, and written once with what changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tollgate.credits.advance_wallet import MOST_STEPS, advance, due_at, wallet_of
from tollgate.credits.consumption import CreditBalance
from tollgate.credits.credit_sources import CreditTerms, SoldVersions, terms_of, versions_sold
from tollgate.credits.errors import WalletBehind
from tollgate.credits.ports import (
    AlertThresholds,
    CustomCurrencyRepository,
    GrantRepository,
    LedgerReader,
    WalletRepository,
)
from tollgate.credits.tell_of_grants import tell_of
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.customers.access import Access
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.customers.ports import AccessRepository, AccessSeen
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # its module knows every entity of the catalogue
    from tollgate.catalog.ports import PlanGrants


@dataclass(frozen=True)
class Crediting:
    """The ports that changes of wallets work with. `seen` makes what tells of changes of access that are due."""

    wallets: WalletRepository
    grants: GrantRepository
    ledger: LedgerReader
    currencies: CustomCurrencyRepository
    access: AccessRepository
    seen: Callable[[], AccessSeen]
    plans: "PlanGrants"
    addons: "PlanGrants"
    alerts: AlertThresholds
    events: EventRecorder
    clock: CustomerClock
    ids: Ids

    def sold(self, scope: Scope, access: Access) -> SoldVersions:
        """Return the versions that an access item names; those that this process has seen cost no read."""
        plans, addons = versions_sold(access)
        return SoldVersions(
            self.plans.many(scope, plans) if plans else {}, self.addons.many(scope, addons) if addons else {}
        )


@dataclass(frozen=True)
class OpenWallet:
    """A wallet that is current to `now`, and the change that it is in; `thresholds` are those that are told of."""

    scope: Scope
    key: WalletKey
    now: datetime
    change: WalletChange
    terms: CreditTerms
    test_clock_id: str | None
    thresholds: Sequence[Decimal]

    @property
    def balance(self) -> CreditBalance:
        """Return what the wallet comes to."""
        return CreditBalance.of(self.change.wallet)

    def close(self, ports: Crediting) -> None:
        """Stage everything that changed, and tell of it."""
        due = due_at(self.change.wallet, self.terms.sources)
        ports.wallets.save(self.scope, self.change, due_at=due, test_clock_id=self.test_clock_id)
        tell_of(self.scope, self.change, ports.grants, ports.events, self.thresholds)


def open_wallet(
    scope: Scope, key: WalletKey, ports: Crediting, *, is_strict: bool = True, draws_on_customer: bool = False
) -> OpenWallet:
    """Return the wallet of a customer or resource, brought up to the present; nothing is written yet.

    With `draws_on_customer` a resource that was never granted anything draws on the customer's wallet.
    Raises `CustomerNotFound`, `CustomerResourceNotFound`, and `WalletBehind` where more has come due than one
    transaction holds, unless it is not `is_strict`: then nothing is going to be written.
    """
    own, owners = key._replace(resource_id=None), dict.fromkeys((key.resource_id, None))
    ports.wallets.read_along(scope, [(key.customer_id, owner) for owner in owners])
    stored = ports.wallets.of(scope, {key, own} if draws_on_customer else {key})
    customer = ports.access.find(scope, key.customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(key.customer_id)
    access = ports.access.find(scope, key.customer_id, key.resource_id) if key.resource_id is not None else customer
    if access is None:
        raise CustomerResourceNotFound.of(key.customer_id, key.resource_id or "")
    now = ports.clock.now(scope, customer.test_clock_id)
    opened = _opened(scope, key, access, customer, now, stored, ports, is_strict=is_strict)
    if draws_on_customer and key != own and not opened.change.wallet.has_grants:
        return _opened(scope, own, customer, customer, now, stored, ports, is_strict=is_strict)
    return opened


def _opened(
    scope: Scope,
    key: WalletKey,
    access: Access,
    customer: Access,
    now: datetime,
    stored: Mapping[WalletKey, Wallet],
    ports: Crediting,
    *,
    is_strict: bool,
) -> OpenWallet:
    if access.changes_by(now):
        access = ports.seen().at(scope, access, now)
    terms = terms_of(access, key.currency_id, ports.sold(scope, access))
    change = WalletChange(wallet_of(stored.get(key), key, now))
    if not advance(change, now, terms.sources, most_steps=MOST_STEPS if is_strict else None):
        raise WalletBehind.of(key.currency_id)
    thresholds = customer.credit_thresholds
    if thresholds is None:
        thresholds = tuple(ports.alerts.of(scope))
    return OpenWallet(scope, key, now, change, terms, customer.test_clock_id, thresholds)
