"""Tell what a change of a wallet made of its grants and its balance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tollgate.credits.crossings import balance_crossings, grant_crossings
from tollgate.credits.grant import CreditGrant
from tollgate.credits.grant_events import (
    CreditBalanceDepleted,
    CreditBalanceLow,
    CreditGrantBalanceLow,
    CreditGrantCreated,
    CreditGrantDepleted,
    CreditGrantEvent,
    CreditGrantExpired,
    CreditGrantUpdated,
    CreditGrantVoided,
)
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.ports import GrantRepository
from tollgate.credits.wallet import GrantPhase, OpenGrant, Wallet
from tollgate.credits.wallet_change import WalletChange
from tollgate.shared.entity import json_number
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

_SETTLED = (LedgerEventType.TRANSFER_SOURCE, LedgerEventType.TRANSFER_TARGET)


@dataclass
class _Told:
    """What is told of grants, in its order: the kind of event, the grant, and what the event adds."""

    kinds: list[tuple[type[CreditGrantEvent], str, dict[str, float | int]]] = field(default_factory=list)

    def add(self, kind: type[CreditGrantEvent], grant_id: str, **more: float | int) -> None:
        """Add an event; the same about the same grant once."""
        if (kind, grant_id, more) not in self.kinds:
            self.kinds.append((kind, grant_id, more))


def tell_of(
    scope: Scope,
    change: WalletChange,
    grants: GrantRepository,
    events: EventRecorder,
    thresholds: Sequence[Decimal],
) -> None:
    """Stage the events of a change. The documents of grants are read only where there is something to tell of them."""
    wallet = change.wallet
    for threshold in balance_crossings(change.before, wallet, thresholds):
        kind = CreditBalanceDepleted if threshold is None else CreditBalanceLow
        events.record(scope, kind.of(wallet, at=wallet.at, threshold=threshold))
    told = _told(change, thresholds)
    known = {each.id: each for each in change.opened}
    missing = {grant_id for _, grant_id, _ in told.kinds} - known.keys()
    if missing:
        known |= grants.of_wallet(scope, wallet.key, [(_created(change, each), each) for each in sorted(missing)])
    for event, grant_id, more in told.kinds:
        grant = _as_it_stands(known[grant_id], change)
        events.record(scope, event.of(grant, at=_when(event, grant, change), **more))


def _when(event: type[CreditGrantEvent], grant: CreditGrant, change: WalletChange) -> datetime:
    """Return when something happened to a grant: what came due, at its own instant, however late it is done."""
    ending = change.endings.get(grant.id)
    if event is CreditGrantCreated:
        return grant.created_at
    if event is CreditGrantExpired and ending is not None and ending.expire_at is not None:
        return ending.expire_at
    return change.wallet.at


def _told(change: WalletChange, thresholds: Sequence[Decimal]) -> _Told:
    told = _Told()
    for grant in change.opened:
        told.add(CreditGrantCreated, grant.id)
    for entry in change.entries:
        if entry.event_type in _SETTLED:
            told.add(CreditGrantUpdated, entry.grant_id)
    for crossing in grant_crossings(change.before, change.wallet, thresholds):
        told.add(CreditGrantBalanceLow, crossing.grant_id, thresholdPercentage=json_number(crossing.threshold))
    for grant_id in _used_up(change):
        told.add(CreditGrantDepleted, grant_id)
    for ending in change.endings.values():
        if ending.voided_at is not None:
            told.add(CreditGrantVoided, ending.grant_id)
        elif ending.expire_at is not None:
            told.add(CreditGrantExpired, ending.grant_id)
    return told


def _used_up(change: WalletChange) -> list[str]:
    """Return the grants that were active before, or came to be, and are used up now."""
    were = [each.id for each in change.before.grants if each.phase is GrantPhase.ACTIVE]
    came = [each.grant_id for each in change.entries if each.event_type is LedgerEventType.GRANTED]
    is_left = {each.id for each in change.wallet.grants} | change.endings.keys()
    return [each for each in dict.fromkeys((*were, *came)) if each not in is_left]


def _created(change: WalletChange, grant_id: str) -> datetime:
    found: OpenGrant | None = change.before.find(grant_id) or change.wallet.find(grant_id)
    if found is not None:
        return found.created_at
    if grant_id in change.endings:
        return change.endings[grant_id].created_at
    overdraft = change.before.overdraft
    assert overdraft is not None, "every grant that changes was open"
    return overdraft.created_at


def _as_it_stands(grant: CreditGrant, change: WalletChange) -> CreditGrant:
    ending = change.endings.get(grant.id)
    if ending is not None:
        expire_at = ending.expire_at or grant.expire_at
        return grant.but(consumed_amount=ending.consumed, expire_at=expire_at, voided_at=ending.voided_at)
    return grant.but(consumed_amount=_consumed(change.wallet, grant))


def _consumed(wallet: Wallet, grant: CreditGrant) -> Decimal:
    opened = wallet.find(grant.id)
    if opened is not None:
        return opened.consumed
    if wallet.overdraft is not None and wallet.overdraft.id == grant.id:
        return wallet.overdraft.amount
    return grant.amount
