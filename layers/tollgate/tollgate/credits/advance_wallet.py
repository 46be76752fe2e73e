"""Let time pass for a wallet: grants take effect and expire, reservations expire, recurring credits come anew. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.credits.grant import CreditGrant
from tollgate.credits.holds import let_expire
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.recurring import RecurringSource, Renewal, renewals
from tollgate.credits.wallet import NONE, GrantPhase, GrantType, Wallet, WalletKey
from tollgate.credits.wallet_change import WalletChange
from tollgate.shared.ids import id_of_request
from tollgate.shared.money import Money

MOST_STEPS = 12
"""So many instants at most are gone through in one transaction, which they are sure to fit."""


def wallet_of(stored: Wallet | None, key: WalletKey, now: datetime) -> Wallet:
    """Return the wallet, an empty one where none is stored."""
    return stored if stored is not None else Wallet(**key._asdict(), at=now)


def advance(
    change: WalletChange, now: datetime, sources: Sequence[RecurringSource] = (), *, most_steps: int | None = None
) -> bool:
    """Do everything that falls due until an instant, each at its own; tell whether it is all done.

    Running over a span at once comes to the same as running over its parts one after the other. At one instant
    credits expire first, then reservations, then recurring credits are renewed, and grants that take effect are last.
    """
    steps = 0
    while (moment := _next(change.wallet, sources, now)) is not None:
        if steps == most_steps:
            return False
        _take_step(change, moment, sources)
        steps += 1
    if now > change.wallet.at:
        change.wallet = change.wallet.but(at=now)
    _renew(change, change.wallet.at, sources)
    return True


def due_at(wallet: Wallet, sources: Iterable[RecurringSource] = ()) -> datetime | None:
    """Return when something falls due for a wallet next, None where nothing does."""
    return min(_moments(wallet, sources), default=None)


def _next(wallet: Wallet, sources: Iterable[RecurringSource], now: datetime) -> datetime | None:
    return min((each for each in _moments(wallet, sources) if each <= now), default=None)


def _moments(wallet: Wallet, sources: Iterable[RecurringSource]) -> Iterator[datetime]:
    if wallet.next_change is not None:
        yield wallet.next_change
    if wallet.recharge is not None and wallet.recharge.look_at is not None:
        yield wallet.recharge.look_at
    for source in sources:
        yield from (each for each in (source.starts_at, source.ends_at) if each is not None and each > wallet.at)


def _take_step(change: WalletChange, moment: datetime, sources: Sequence[RecurringSource]) -> None:
    for grant in change.wallet.grants:
        if grant.expire_at is not None and grant.expire_at <= moment and grant.phase is not GrantPhase.ENDED:
            change.end(grant, moment, LedgerEventType.EXPIRED)
    for spent in change.wallet.used_up:
        if spent.until is not None and spent.until <= moment:
            change.forget_used_up(spent.amount, spent.until)
    for hold in change.wallet.holds:
        if hold.expires_at <= moment:
            let_expire(change, hold, moment)
    _renew(change, moment, sources)
    for grant in change.wallet.grants:
        if grant.phase is GrantPhase.SCHEDULED and grant.effective_at <= moment:
            change.activate(grant, moment)
    watch = change.wallet.recharge
    if watch is not None and watch.look_at is not None and watch.look_at <= moment:
        change.wallet = change.wallet.but(recharge=watch.but(look_at=None))
    change.wallet = change.wallet.but(at=max(moment, change.wallet.at))


def _renew(change: WalletChange, moment: datetime, sources: Sequence[RecurringSource]) -> None:
    for renewal in renewals(change.wallet.issues, sources, moment):
        if renewal.ends_former:
            for grant in change.wallet.grants:
                if grant.slot == renewal.slot and grant.phase is not GrantPhase.ENDED:
                    change.end(grant, moment, LedgerEventType.EXPIRED)
            change.issue(None, renewal.slot)
        if renewal.issue is not None:
            change.issue(renewal.issue, renewal.slot)
            change.open(_recurring_grant(change, renewal, moment), GrantPhase.ACTIVE, moment)


def _recurring_grant(change: WalletChange, renewal: Renewal, moment: datetime) -> CreditGrant:
    source, issue = renewal.source, renewal.issue
    assert source is not None, "what grants is named"
    assert issue is not None, "what grants says what it grants"
    wallet = change.wallet
    name = "/".join((*map(str, wallet.key), renewal.slot, moment.isoformat(), str(change.sequence), str(issue.amount)))
    return CreditGrant(
        id=id_of_request("grant", name),
        customer_id=wallet.customer_id,
        resource_id=wallet.resource_id,
        currency_id=wallet.currency_id,
        grant_type=GrantType.RECURRING,
        display_name=source.display_name,
        amount=renewal.granted,
        cost=_cost_of(source, renewal.granted),
        effective_at=moment,
        expire_at=issue.until,
        source_type=source.source_type,
        slot=source.slot,
        subscription_id=source.subscription_id,
        created_at=moment,
        updated_at=moment,
    )


def _cost_of(source: RecurringSource, granted: Decimal) -> Money:
    """Return what granted credits were paid for: nothing where an entitlement gives them."""
    if source.cost is None:
        return Money(amount=NONE, currency="usd")
    share = (source.cost.amount * granted / source.amount).quantize(Decimal("0.000001"))
    return Money(amount=share, currency=source.cost.currency)
