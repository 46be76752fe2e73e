"""One change of a wallet: from what is stored to what is to be stored, with the ledger entries between. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tollgate.credits.burn_down import allocate
from tollgate.credits.grant import CreditGrant
from tollgate.credits.ledger_entry import Cause, LedgerEntry, LedgerEventType
from tollgate.credits.wallet import (
    NONE,
    GrantPhase,
    OpenGrant,
    Overdraft,
    RecurringIssue,
    UsedUp,
    Wallet,
)
from tollgate.shared.ids import id_of_request

_NO_CAUSE = Cause()


@dataclass(frozen=True)
class Ending:
    """How a grant stands that nothing burns any more, or that is to be shown otherwise than its document says."""

    grant_id: str
    created_at: datetime
    consumed: Decimal
    expire_at: datetime | None = None
    voided_at: datetime | None = None


@dataclass
class WalletChange:
    """Takes one step after the other; each leaves the wallet in order: what is owed is settled as far as can be.

    `opened` are the grants that came to be without a request for them, `endings` those that ended. `before` is the
    wallet as it was.
    """

    wallet: Wallet
    before: Wallet = field(init=False)
    entries: list[LedgerEntry] = field(default_factory=list)
    opened: list[CreditGrant] = field(default_factory=list)
    endings: dict[str, Ending] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = self.wallet

    @property
    def sequence(self) -> int:
        """Return the number of this change in the wallet's ledger."""
        return self.wallet.sequence + 1

    def finished(self) -> Wallet:
        """Return the wallet as it is to be stored."""
        return self.wallet.but(sequence=self.sequence)

    def add(self, grant: OpenGrant, at: datetime) -> None:
        """Add a grant; what it gives at once settles what is owed."""
        self.put(grant)
        if grant.phase is GrantPhase.ACTIVE:
            self.tell(LedgerEventType.GRANTED, grant.id, grant.amount, at)
        self.settle(at)

    def activate(self, grant: OpenGrant, at: datetime) -> None:
        """Let a grant give its credits from now on."""
        self.add(grant.but(phase=GrantPhase.ACTIVE), at)

    def paid(self, grant: OpenGrant, at: datetime) -> None:
        """Let a grant go on that waited for its payment."""
        if grant.effective_at > at:
            self.put(grant.but(phase=GrantPhase.SCHEDULED))
        else:
            self.activate(grant, at)

    def consume(self, amount: Decimal, at: datetime, cause: Cause = _NO_CAUSE) -> None:
        """Burn credits in the published order; what is beyond them is owed."""
        owed = amount
        for grant, taken in list(allocate(self.wallet.grants, amount)):
            self.put(grant.but(consumed=grant.consumed + taken))
            self.tell(LedgerEventType.CONSUMED, grant.id, -taken, at, cause)
            owed -= taken
        if owed > 0:
            self.tell(LedgerEventType.CONSUMED, self.owe(owed, at), -owed, at, cause)

    def settle(self, at: datetime) -> None:
        """Move what is owed to credits that are there, in the order in which these are burnt."""
        overdraft = self.wallet.overdraft
        if overdraft is None:
            return
        left = overdraft.amount
        for grant, moved in list(allocate(self.wallet.grants, left)):
            self.put(grant.but(consumed=grant.consumed + moved))
            self.tell(LedgerEventType.TRANSFER_SOURCE, overdraft.id, moved, at)
            self.tell(LedgerEventType.TRANSFER_TARGET, grant.id, -moved, at)
            left -= moved
        self.wallet = self.wallet.but(overdraft=overdraft.but(amount=left) if left else None)
        if not left:
            self.keep_ending(Ending(overdraft.id, overdraft.created_at, NONE, voided_at=at))

    def end(self, grant: OpenGrant, at: datetime, event_type: LedgerEventType, *, is_void: bool = False) -> None:
        """Take the credits that are left of a grant; those that reservations hold stay with these."""
        was_given = grant.phase is GrantPhase.ACTIVE
        ended = grant.but(phase=GrantPhase.ENDED)
        expire_at = grant.expire_at if grant.expire_at is not None and grant.expire_at <= at else at
        ending = Ending(
            grant.id,
            grant.created_at,
            grant.consumed,
            expire_at=None if is_void else expire_at,
            voided_at=at if is_void else None,
        )
        self.put(ended)
        self.keep_ending(ending)
        if is_void or (was_given and grant.available):
            self.tell(event_type, grant.id, -grant.available, at)

    def void_used_up(self, grant: OpenGrant, at: datetime) -> None:
        """Let a grant of which nothing is left be void: it no longer counts as granted."""
        self.forget_used_up(grant.amount, grant.expire_at)
        self.keep_ending(Ending(grant.id, grant.created_at, grant.amount, voided_at=at))
        self.tell(LedgerEventType.VOIDED, grant.id, NONE, at)

    def forget_used_up(self, amount: Decimal, until: datetime | None) -> None:
        """Let a used up grant no longer count."""
        self._count_used_up(-amount, until)

    def move_used_up(self, amount: Decimal, former: datetime | None, until: datetime | None) -> None:
        """Let a used up grant count until another instant."""
        self._count_used_up(-amount, former)
        self._count_used_up(amount, until)

    def replace(self, grant: OpenGrant, at: datetime) -> None:
        """Put a grant with other dates or another priority in its place."""
        self.put(grant)
        self.tell(LedgerEventType.UPDATED, grant.id, NONE, at)
        self.settle(at)

    def tell_updated(self, grant_id: str, at: datetime) -> None:
        """Write down that a grant is described in another way."""
        self.tell(LedgerEventType.UPDATED, grant_id, NONE, at)

    def open(self, grant: CreditGrant, phase: GrantPhase, at: datetime) -> None:
        """Add a grant that nobody asked for, and keep its document."""
        self.opened.append(grant)
        self.add(grant.opened(phase), at)

    def issue(self, issue: RecurringIssue | None, slot: str) -> None:
        """Remember what a slot granted, or that it grants nothing."""
        others = tuple(each for each in self.wallet.issues if each.slot != slot)
        self.wallet = self.wallet.but(issues=(*others, issue) if issue is not None else others)

    def owe(self, amount: Decimal, at: datetime) -> str:
        """Let so many credits be owed, and return the id of the grant that stands for what is."""
        overdraft = self.wallet.overdraft
        if overdraft is None:
            key = self.wallet.key
            grant_id = id_of_request("grant", "/".join((*map(str, key), "overdraft", str(self.sequence))))
            self.opened.append(CreditGrant.overdraft(grant_id, key, at))
            overdraft = Overdraft(id=grant_id, amount=NONE, created_at=at)
        self.wallet = self.wallet.but(overdraft=overdraft.but(amount=overdraft.amount + amount))
        return overdraft.id

    def put(self, grant: OpenGrant) -> None:
        """Let the wallet hold a grant as it is now, until it is used up."""
        others = tuple(each for each in self.wallet.grants if each.id != grant.id)
        if not grant.is_used_up:
            self.wallet = self.wallet.but(grants=(*others, grant))
            return
        self.wallet = self.wallet.but(grants=others)
        if grant.phase is GrantPhase.ACTIVE:
            self._count_used_up(grant.amount, grant.expire_at)

    def _count_used_up(self, amount: Decimal, until: datetime | None) -> None:
        amounts = {each.until: each.amount for each in self.wallet.used_up}
        amounts[until] = amounts.get(until, NONE) + amount
        self.wallet = self.wallet.but(
            used_up=tuple(UsedUp(until=key, amount=each) for key, each in amounts.items() if each)
        )

    def keep_ending(self, ending: Ending) -> None:
        """Remember how a grant ended; what was known of its end before stays known."""
        former = self.endings.get(ending.grant_id)
        if former is not None:
            ending = Ending(
                ending.grant_id,
                ending.created_at,
                ending.consumed,
                ending.expire_at or former.expire_at,
                ending.voided_at or former.voided_at,
            )
        self.endings[ending.grant_id] = ending

    def tell(
        self, event_type: LedgerEventType, grant_id: str, amount: Decimal, at: datetime, cause: Cause = _NO_CAUSE
    ) -> None:
        """Write down a movement, with its effect on the balance."""
        entry = LedgerEntry(event_type=event_type, grant_id=grant_id, amount=amount, at=at, **dict(cause))
        self.entries.append(entry)
