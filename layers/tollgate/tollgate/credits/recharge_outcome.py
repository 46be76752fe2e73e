"""Carry out a purchase that was taken up: what became of it is written with the credits it gives."""

from datetime import datetime

from tollgate.billing.errors import BillingRefused
from tollgate.credits.grant import CollectionMethod, CreditGrant, PaymentCollection
from tollgate.credits.grant_events import CreditGrantUpdated
from tollgate.credits.grant_payment import charged
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.open_wallet import OpenWallet, open_wallet
from tollgate.credits.recharge_events import (
    AutomaticRechargeConfigurationChanged,
    AutomaticRechargeOperationAttempted,
    ChangedBy,
    tell_of_limit,
)
from tollgate.credits.recharge_ports import Recharging
from tollgate.credits.recharge_settings import RechargeAttempt, RechargeSettings
from tollgate.credits.wallet import GrantPhase, GrantType, RechargeWatch, WalletKey
from tollgate.credits.watch_balance import LOOKS_AGAIN_AFTER
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.scope import Scope

_DECLINED = "The payment came to nothing"
_TAKEN_BACK = "The grant was voided before it was paid"


def carry_out_recharge(scope: Scope, customer_id: str, currency_id: str, holder: str, *, ports: Recharging) -> bool:
    """Give the order, or ask what became of it, and stage the outcome; tell whether that is known.

    Nothing is staged where the holder has none any more.
    """
    settings = ports.settings.find(scope, customer_id, currency_id)
    attempt = settings.attempt if settings is not None else None
    if settings is None or attempt is None or attempt.holder != holder:
        return True
    try:
        opened = open_wallet(scope, WalletKey(customer_id, None, currency_id), ports.crediting)
    except CustomerNotFound:  # archived since; what was not ordered before is not ordered any more
        return True
    grant = _pending(scope, attempt, ports) or _grant(settings, attempt, opened.now)
    if grant.voided_at is not None:
        ports.billing.void(scope, grant.id, at=opened.now)
        give_up(scope, settings, attempt, _TAKEN_BACK, opened, ports)
        return True
    try:
        settled, error = _charged(scope, grant, ports)
    except BillingRefused as refused:
        _fail(scope, settings, attempt, str(refused), opened, ports)
        return True
    if settled.payment_collection is PaymentCollection.FAILED:
        _fail(scope, settings, attempt, error, opened, ports)
    elif settled.is_awaiting_payment:
        _wait(scope, settings, attempt, grant, settled, opened, ports)
        return False
    else:
        _succeed(scope, settings, attempt, settled, opened, ports)
    return True


def _pending(scope: Scope, attempt: RechargeAttempt, ports: Recharging) -> CreditGrant | None:
    return ports.crediting.grants.find(scope, attempt.grant_id) if attempt.is_pending else None


def _charged(scope: Scope, grant: CreditGrant, ports: Recharging) -> tuple[CreditGrant, str]:
    if not grant.cost.amount:
        return grant, ""
    settled, answer = charged(scope, grant, billing=ports.billing)
    return settled, answer.error or _DECLINED


def _grant(settings: RechargeSettings, attempt: RechargeAttempt, now: datetime) -> CreditGrant:
    return CreditGrant(
        id=attempt.grant_id,
        customer_id=settings.customer_id,
        currency_id=settings.currency_id,
        grant_type=GrantType.PAID,
        display_name="Automatic recharge",
        amount=attempt.quantity,
        cost=attempt.cost,
        effective_at=now,
        expire_at=settings.grant_expiration_period.end_from(now),
        collection_method=CollectionMethod.CHARGE if attempt.cost.amount else CollectionMethod.NONE,
        recharge_configuration_id=settings.id,
        # The order tells this instant: it is the same one whenever it is given again.
        created_at=attempt.started_at,
        updated_at=now,
    )


def _succeed(
    scope: Scope,
    settings: RechargeSettings,
    attempt: RechargeAttempt,
    grant: CreditGrant,
    opened: OpenWallet,
    ports: Recharging,
) -> None:
    if attempt.is_pending:
        _let_count(scope, grant, opened, ports)
    else:
        opened.change.open(grant, GrantPhase.ACTIVE, opened.now)
    bought = settings.bought(attempt)
    events, at = ports.crediting.events, opened.now
    ports.settings.save(scope, bought.told(at))
    events.record(scope, AutomaticRechargeOperationAttempted.succeeded(bought, attempt, at=at))
    tell_of_limit(scope, bought, events, at=at)
    watch = opened.change.wallet.recharge
    look_again(opened, RechargeWatch(below=watch.below) if settings.is_enabled and watch is not None else None, ports)


def _let_count(scope: Scope, grant: CreditGrant, opened: OpenWallet, ports: Recharging) -> None:
    """Let the credits count that were waited for; they may have expired, or count by now."""
    waiting = opened.change.wallet.find(grant.id)
    if waiting is not None and waiting.phase is GrantPhase.UNPAID:
        opened.change.paid(waiting, opened.now)
    _save(scope, grant, opened, ports)


def _save(scope: Scope, grant: CreditGrant, opened: OpenWallet, ports: Recharging) -> None:
    """Stage the grant as its payment stands, and tell of it."""
    saved = grant.but(updated_at=opened.now)
    ports.crediting.grants.save(scope, saved)
    shown = ports.crediting.grants.used(scope, saved, opened.change.finished())
    ports.crediting.events.record(scope, CreditGrantUpdated.of(shown, at=opened.now))


def _wait(
    scope: Scope,
    settings: RechargeSettings,
    attempt: RechargeAttempt,
    former: CreditGrant,
    grant: CreditGrant,
    opened: OpenWallet,
    ports: Recharging,
) -> None:
    """Let the grant wait for its payment; what becomes of that is asked for again."""
    if not attempt.is_pending:
        opened.change.open(grant, GrantPhase.UNPAID, opened.now)
    elif grant != former:
        _save(scope, grant, opened, ports)
    # Nobody holds it meanwhile: whoever looks next asks.
    ports.settings.save(scope, settings.but(attempt=attempt.but(is_pending=True, holder="", held_until=ports.today)))
    watch = opened.change.wallet.recharge or RechargeWatch()
    look_again(opened, watch.but(look_at=opened.now + LOOKS_AGAIN_AFTER), ports)


def _fail(
    scope: Scope,
    settings: RechargeSettings,
    attempt: RechargeAttempt,
    error: str,
    opened: OpenWallet,
    ports: Recharging,
) -> None:
    """Call off the invoice that may be left open, and what waits for it."""
    ports.billing.void(scope, attempt.grant_id, at=opened.now)
    waiting = opened.change.wallet.find(attempt.grant_id)
    if waiting is not None and waiting.phase is GrantPhase.UNPAID:
        opened.change.end(waiting, opened.now, LedgerEventType.VOIDED, is_void=True)
    give_up(scope, settings, attempt, error, opened, ports)


def give_up(
    scope: Scope,
    settings: RechargeSettings,
    attempt: RechargeAttempt | None,
    error: str,
    opened: OpenWallet,
    ports: Recharging,
) -> None:
    """Stage that a try came to nothing: the settings are switched off, so that nobody is charged again and again."""
    at, events = opened.now, ports.crediting.events
    was_enabled = settings.is_enabled
    off = settings.but(attempt=None, is_enabled=False, updated_at=at if was_enabled else settings.updated_at)
    ports.settings.save(scope, off)
    events.record(scope, AutomaticRechargeOperationAttempted.failed(off, attempt, error, at=at))
    if was_enabled:
        told = AutomaticRechargeConfigurationChanged.of(off, at=at, changed_by=ChangedBy.SYSTEM, reason=error)
        events.record(scope, told)
    look_again(opened, None, ports)


def look_again(opened: OpenWallet, watch: RechargeWatch | None, ports: Recharging) -> None:
    """Stage what the wallet is watched for from now on, with everything else that changed of it."""
    change = opened.change
    change.wallet = change.wallet.but(recharge=watch)
    if change.wallet.but(at=change.before.at) != change.before:
        opened.close(ports.crediting)
