"""Let wallets follow what subscriptions give: whenever access changes, credits are granted and ended with it."""

from dataclasses import dataclass
from datetime import datetime

from tollgate.credits.advance_wallet import advance, due_at, wallet_of
from tollgate.credits.credit_sources import SoldVersions, currencies_of, terms_of
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.recharge_events import AutomaticRechargeTriggered
from tollgate.credits.tell_of_grants import tell_of
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.credits.watch_balance import calls_for_recharge
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.shared.scope import Scope


def follow_access(scope: Scope, former: Access | None, access: Access, *, ports: Crediting) -> None:
    """Stage what a changed access item makes of wallets; nothing where subscriptions give what they gave.

    What the item gave before holds until the instant of its change, what it gives now from then on.
    """
    were, are = _rows(former), _rows(access)
    if were == are:
        return
    named = access.but(subscriptions=(*were, *are))
    sold = ports.sold(scope, named)
    currencies = sorted(currencies_of(named, sold))
    if not currencies:
        return
    customer = access if access.resource_id is None else ports.access.find(scope, access.customer_id)
    assert customer is not None, "a resource has a customer"
    now = ports.clock.now(scope, None if customer.is_archived else customer.test_clock_id)
    keys = [WalletKey(access.customer_id, access.resource_id, each) for each in currencies]
    stored = ports.wallets.of(scope, keys)
    for key in keys:
        _Following(scope, key, stored.get(key), former, access, sold).stage(customer, now, ports)


@dataclass(frozen=True)
class _Following:
    """One wallet, and the access item before and after its change."""

    scope: Scope
    key: WalletKey
    stored: Wallet | None
    former: Access | None
    access: Access
    sold: SoldVersions

    def stage(self, customer: Access, now: datetime, ports: Crediting) -> None:
        """Stage the wallet where anything changes for it."""
        changed_at = _changed_at(_rows(self.former), _rows(self.access), now)
        before = terms_of(self.former, self.key.currency_id, self.sold).sources
        after = terms_of(self.access, self.key.currency_id, self.sold).sources
        change = WalletChange(wallet_of(self.stored, self.key, changed_at))
        advance(change, changed_at, before)
        advance(change, now, after)
        is_low = calls_for_recharge(change)
        due = due_at(change.wallet, after)
        is_same = not change.entries and change.wallet.issues == change.before.issues
        if is_same and due == due_at(change.before, before):
            return
        ports.wallets.save(self.scope, change, due_at=due, test_clock_id=customer.test_clock_id)
        thresholds = customer.credit_thresholds
        told = ports.alerts.of(self.scope) if thresholds is None else thresholds
        tell_of(self.scope, change, ports.grants, ports.events, told)
        if is_low:
            ports.events.record(self.scope, AutomaticRechargeTriggered.of(change.wallet, at=change.wallet.at))


def _rows(access: Access | None) -> tuple[SubscriptionAccess, ...]:
    return access.subscriptions if access is not None else ()


def _changed_at(were: tuple[SubscriptionAccess, ...], are: tuple[SubscriptionAccess, ...], now: datetime) -> datetime:
    """Return the instant at which something changed: that of the rows that are new or other; what is gone is now."""
    former = {each.id: each for each in were}
    fresh = [each for each in are if former.get(each.id) != each]
    moments = [each.updated_at if each.id in former else each.starts_at for each in fresh]
    return min((moment for moment in moments if moment <= now), default=now)
