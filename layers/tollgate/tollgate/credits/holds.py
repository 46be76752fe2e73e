"""Hold credits for a reservation, and let them go: burnt as far as they were needed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tollgate.credits.burn_down import allocate
from tollgate.credits.ledger_entry import LedgerEntry, LedgerEventType, ReservedPart
from tollgate.credits.wallet import NONE, GrantPhase, HeldPart, Hold
from tollgate.credits.wallet_change import Ending, WalletChange


@dataclass(frozen=True)
class HoldTerms:
    """For which resource credits are held, until when, and what the caller keeps with the reservation."""

    until: datetime
    resource_id: str | None = None
    metadata: dict[str, str] | None = None


def hold(change: WalletChange, reservation_id: str, amount: Decimal, at: datetime, terms: HoldTerms) -> None:
    """Hold credits in the order in which they would be burnt; there must be as many."""
    parts = []
    for grant, taken in list(allocate(change.wallet.grants, amount)):
        change.put(grant.but(held=grant.held + taken))
        parts.append(HeldPart(grant_id=grant.id, amount=taken))
    held = Hold(reservation_id=reservation_id, expires_at=terms.until, parts=tuple(parts), metadata=terms.metadata)
    change.wallet = change.wallet.but(holds=(*change.wallet.holds, held))
    told = [ReservedPart(grant_id=part.grant_id, held=part.amount, consumed=NONE) for part in parts]
    change.entries.append(_entry(LedgerEventType.RESERVED, held, -held.amount, at, terms.resource_id, told))


def release(change: WalletChange, held: Hold, consumed: Decimal, at: datetime, resource_id: str | None = None) -> None:
    """Burn what was needed of the held credits, what is beyond as any consumption, and give back the rest."""
    _let_go(change, held, consumed, at, resource_id, LedgerEventType.RESERVATION_RELEASED)


def let_expire(change: WalletChange, held: Hold, at: datetime) -> None:
    """Give back everything that a reservation holds."""
    _let_go(change, held, NONE, at, None, LedgerEventType.RESERVATION_EXPIRED)


def _let_go(
    change: WalletChange,
    held: Hold,
    consumed: Decimal,
    at: datetime,
    resource_id: str | None,
    event_type: LedgerEventType,
) -> None:
    returned, burnt, left, parts = NONE, NONE, consumed, []
    for part in _ended_first(change, held):
        grant = change.wallet.find(part.grant_id)
        assert grant is not None, "a grant stays as long as credits of it are held"
        used = min(part.amount, left)
        left -= used
        parts.append(ReservedPart(grant_id=part.grant_id, held=part.amount, consumed=used))
        if grant.phase is GrantPhase.ACTIVE:
            returned, burnt = returned + part.amount, burnt + used
        elif used:
            change.keep_ending(Ending(grant.id, grant.created_at, grant.consumed + used))
        change.put(grant.but(held=grant.held - part.amount, consumed=grant.consumed + used))
    others = tuple(each for each in change.wallet.holds if each.reservation_id != held.reservation_id)
    change.wallet = change.wallet.but(holds=others)
    for grant, taken in list(allocate(change.wallet.grants, left)):
        change.put(grant.but(consumed=grant.consumed + taken))
        parts.append(ReservedPart(grant_id=grant.id, held=NONE, consumed=taken))
        left, burnt = left - taken, burnt + taken
    if left > 0:
        parts.append(ReservedPart(grant_id=change.owe(left, at), held=NONE, consumed=left))
        burnt += left
    entry = _entry(event_type, held, returned - burnt, at, resource_id, parts)
    change.entries.append(entry.but(hold_returned=returned))
    change.settle(at)


def _ended_first(change: WalletChange, held: Hold) -> list[HeldPart]:
    """Return the parts in burn order, those of grants that ended before the rest: what is left of them is lost."""

    def is_active(part: HeldPart) -> bool:
        grant = change.wallet.find(part.grant_id)
        return grant is not None and grant.phase is GrantPhase.ACTIVE

    return sorted(held.parts, key=is_active)


def _entry(
    event_type: LedgerEventType,
    held: Hold,
    amount: Decimal,
    at: datetime,
    resource_id: str | None,
    parts: Sequence[ReservedPart],
) -> LedgerEntry:
    return LedgerEntry(
        event_type=event_type,
        grant_id=held.parts[0].grant_id,
        amount=amount,
        at=at,
        resource_id=resource_id,
        reservation_id=held.reservation_id,
        parts=tuple(parts),
        metadata=held.metadata,
    )
