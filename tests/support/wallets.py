"""Wallets to test with: grants, and what a ledger comes to when it is read from its beginning."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tollgate.credits.ledger_entry import LedgerEntry, LedgerEventType
from tollgate.credits.wallet import GrantPhase, GrantType, OpenGrant, Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange

START = datetime(2026, 9, 1, tzinfo=UTC)
KEY = WalletKey("acme", None, "token")


def an_empty_wallet(**fields: Any) -> Wallet:
    """Return a wallet that holds nothing."""
    return Wallet(**KEY._asdict(), at=START, **fields)


def an_open_grant(grant_id: str, amount: int | str, **fields: Any) -> OpenGrant:
    """Return a paid grant that is in effect."""
    defaults = {"grant_type": GrantType.PAID, "effective_at": START, "created_at": START}
    return OpenGrant(**{**defaults, **fields, "id": grant_id, "amount": Decimal(amount)})


def granted(*grants: OpenGrant, at: datetime = START) -> WalletChange:
    """Return a change that has added these grants to an empty wallet, in this order."""
    change = WalletChange(an_empty_wallet())
    for grant in grants:
        change.add(grant, at)
    return change


def days(number: float) -> datetime:
    """Return the instant so many days after the start."""
    return START + timedelta(days=number)


def told(entries: Iterable[LedgerEntry]) -> list[tuple[str, str, Decimal]]:
    """Return what entries tell: the kind, the grant and the effect on the balance."""
    return [(each.event_type.removeprefix("CREDITS_"), each.grant_id, each.amount) for each in entries]


class Replay:
    """A ledger, read from its beginning: what each grant came to by it, and the balance."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self.balance = Decimal(0)
        self.granted: dict[str, Decimal] = {}
        self.consumed: dict[str, Decimal] = defaultdict(Decimal)
        self.held: dict[str, Decimal] = defaultdict(Decimal)
        self.ended: set[str] = set()
        for entry in entries:
            self._read(entry)

    def _read(self, entry: LedgerEntry) -> None:
        self.balance += entry.amount
        match entry.event_type:
            case LedgerEventType.GRANTED:
                assert entry.grant_id not in self.granted, "credits are granted once"
                self.granted[entry.grant_id] = entry.amount
            case LedgerEventType.CONSUMED | LedgerEventType.TRANSFER_TARGET | LedgerEventType.TRANSFER_SOURCE:
                assert entry.grant_id not in self.ended, "what ended is not burnt"
                self.consumed[entry.grant_id] -= entry.amount
            case LedgerEventType.EXPIRED | LedgerEventType.VOIDED:
                self.ended.add(entry.grant_id)
            case LedgerEventType.RESERVED:
                for part in entry.parts:
                    self.held[part.grant_id] += part.held
            case LedgerEventType.RESERVATION_RELEASED | LedgerEventType.RESERVATION_EXPIRED:
                for part in entry.parts:
                    self.held[part.grant_id] -= part.held
                    self.consumed[part.grant_id] += part.consumed


def check_wallet(wallet: Wallet, entries: Iterable[LedgerEntry]) -> None:
    """Check what holds of every wallet, whatever happened to it."""
    replay = Replay(entries)
    assert replay.balance == wallet.balance
    owed = wallet.overdraft.amount if wallet.overdraft is not None else Decimal(0)
    assert owed >= 0
    assert wallet.overdraft is None or owed > 0
    assert not owed or all(each.available == 0 for each in wallet.grants)
    if wallet.overdraft is not None:
        assert replay.consumed[wallet.overdraft.id] == owed
    for grant in wallet.grants:
        assert grant.consumed >= 0
        assert grant.held >= 0
        assert grant.consumed + grant.held <= grant.amount
        assert (replay.consumed[grant.id], replay.held[grant.id]) == (grant.consumed, grant.held)
        assert grant.phase in (GrantPhase.UNPAID, GrantPhase.SCHEDULED) or replay.granted[grant.id] == grant.amount
    in_holds: dict[str, Decimal] = defaultdict(Decimal)
    for hold in wallet.holds:
        for part in hold.parts:
            in_holds[part.grant_id] += part.amount
    assert {each.id: each.held for each in wallet.grants if each.held} == dict(in_holds)
