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
    ReservationRepository,
    WalletRepository,
)
from tollgate.credits.recharge_events import AutomaticRechargeTriggered
from tollgate.credits.tell_of_grants import tell_of
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.credits.watch_balance import calls_for_recharge
from tollgate.customers.access import Access
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.customers.ports import AccessRepository, AccessSeen
from tollgate.governance.attributing import Attributing
from tollgate.governance.ports import BudgetCounter
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
    reservations: ReservationRepository
    currencies: CustomCurrencyRepository
    access: AccessRepository
    seen: Callable[[], AccessSeen]
    plans: "PlanGrants"
    addons: "PlanGrants"
    alerts: AlertThresholds
    attributing: Attributing
    budgets: BudgetCounter
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
        is_low = calls_for_recharge(self.change)
        due = due_at(self.change.wallet, self.terms.sources)
        ports.wallets.save(self.scope, self.change, due_at=due, test_clock_id=self.test_clock_id)
        tell_of(self.scope, self.change, ports.grants, ports.events, self.thresholds)
        if is_low:
            ports.events.record(self.scope, AutomaticRechargeTriggered.of(self.change.wallet, at=self.now))


def open_wallet(
    scope: Scope, key: WalletKey, ports: Crediting, *, is_written: bool = True, draws_on_customer: bool = False
) -> OpenWallet:
    """Return the wallet of a customer or resource, brought up to the present; nothing is written yet.

    With `draws_on_customer` a resource that was never granted anything draws on the customer's wallet.
    Raises `CustomerNotFound`, `CustomerResourceNotFound`, and `WalletBehind` where it `is_written` and more has come
    due than one transaction holds.
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
    opened = _brought_up(_as_stored(scope, key, (access, customer), stored, ports), is_written=is_written)
    if draws_on_customer and key != own and not opened.change.wallet.has_grants:
        found = _as_stored(scope, own, (customer, customer), stored, ports)
        return _brought_up(found, is_written=is_written)
    return opened


def wallet_as_stored(scope: Scope, key: WalletKey, ports: Crediting) -> OpenWallet | None:
    """Return a wallet with nothing done that has come due, an archived customer's too; None where there is none."""
    owners = dict.fromkeys((key.resource_id, None))
    ports.wallets.read_along(scope, [(key.customer_id, owner) for owner in owners])
    stored = ports.wallets.of(scope, {key})
    customer = ports.access.find(scope, key.customer_id)
    access = ports.access.find(scope, key.customer_id, key.resource_id) if key.resource_id is not None else customer
    if customer is None or access is None or key not in stored:
        return None
    return _as_stored(scope, key, (access, customer), stored, ports)


def _as_stored(
    scope: Scope,
    key: WalletKey,
    owner_and_customer: tuple[Access, Access],
    stored: Mapping[WalletKey, Wallet],
    ports: Crediting,
) -> OpenWallet:
    access, customer = owner_and_customer
    # An archived customer lives by no clock: its own may be gone.
    test_clock_id = None if customer.is_archived else customer.test_clock_id
    now = ports.clock.now(scope, test_clock_id)
    if access.changes_by(now) and not customer.is_archived:
        access = ports.seen().at(scope, access, now)
    terms = terms_of(access, key.currency_id, ports.sold(scope, access))
    thresholds = customer.credit_thresholds
    return OpenWallet(
        scope=scope,
        key=key,
        now=now,
        change=WalletChange(wallet_of(stored.get(key), key, now)),
        terms=terms,
        test_clock_id=test_clock_id,
        thresholds=tuple(ports.alerts.of(scope)) if thresholds is None else thresholds,
    )


def _brought_up(opened: OpenWallet, *, is_written: bool) -> OpenWallet:
    most_steps = MOST_STEPS if is_written else None
    if not advance(opened.change, opened.now, opened.terms.sources, most_steps=most_steps):
        raise WalletBehind.of(opened.key.currency_id)
    return opened
