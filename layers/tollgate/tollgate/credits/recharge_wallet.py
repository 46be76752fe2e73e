"""Fill up a wallet whose balance is too low: take up the purchase first, then give the order and grant the credits.

Each is a transaction. The order is known before the provider is asked, and one holder at a time asks, so that it is
charged once and granted once wherever a run ends.
"""

from datetime import timedelta
from decimal import Decimal

from tollgate.credits.create_grant import MOST_OPEN_GRANTS
from tollgate.credits.custom_currency import CustomCurrencyStatus
from tollgate.credits.open_wallet import OpenWallet, open_wallet, wallet_as_stored
from tollgate.credits.plan_recharge import Enough, Impossible, Need, OverLimit, below_which, plan_recharge
from tollgate.credits.recharge_outcome import give_up, look_again
from tollgate.credits.recharge_ports import Recharging
from tollgate.credits.recharge_settings import RechargeAttempt, RechargeSettings
from tollgate.credits.wallet import RechargeWatch, WalletKey
from tollgate.credits.watch_balance import LOOKS_AGAIN_AFTER
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.scope import Scope

HELD_FOR = timedelta(minutes=3)
"""Longer than the function runs, shorter than its queue waits before another one is given the message."""


def take_up_recharge(scope: Scope, customer_id: str, currency_id: str, holder: str, *, ports: Recharging) -> bool:
    """Stage what the balance calls for, and tell whether there is a purchase for the holder to carry out.

    It looks at the wallet as it is now, so that it does not matter how often, how late and in which order it is asked.
    """
    settings = ports.settings.find(scope, customer_id, currency_id)
    if settings is None:
        return False
    key = WalletKey(customer_id, None, currency_id)
    try:
        opened = open_wallet(scope, key, ports.crediting)
    except CustomerNotFound:
        _stop_looking(scope, key, ports)
        return False
    if settings.attempt is not None:
        return _take_over(scope, settings, settings.attempt, holder, ports)
    if settings.is_enabled:
        return _begin(scope, settings, opened, holder, ports)
    look_again(opened, None, ports)
    return False


def _take_over(
    scope: Scope, settings: RechargeSettings, attempt: RechargeAttempt, holder: str, ports: Recharging
) -> bool:
    if attempt.holder != holder and attempt.held_until > ports.today:
        # Whoever holds it looks at the wallet once more at the end.
        return False
    held = attempt.but(holder=holder, held_until=ports.today + HELD_FOR)
    ports.settings.save(scope, settings.but(attempt=held))
    return True


def _begin(scope: Scope, settings: RechargeSettings, opened: OpenWallet, holder: str, ports: Recharging) -> bool:
    price = ports.prices.of(scope, settings.customer_id, settings.currency_id)
    below = below_which(settings, price, _watched(opened))
    need = plan_recharge(settings, price, below, opened.change.wallet.balance, opened.now)
    match _possible(scope, settings, need, opened, ports):
        case Enough():
            look_again(opened, RechargeWatch(below=below), ports)
        case OverLimit(until):
            look_again(opened, RechargeWatch(below=below, look_at=until), ports)
        case Impossible(error):
            give_up(scope, settings, None, error, opened, ports)
        case purchase:
            attempt = RechargeAttempt(
                grant_id=ports.crediting.ids.new("grant"),
                quantity=purchase.quantity,
                cost=purchase.cost,
                started_at=opened.now,
                holder=holder,
                held_until=ports.today + HELD_FOR,
            )
            ports.settings.save(scope, settings.begun(attempt))
            look_again(opened, RechargeWatch(below=below, look_at=opened.now + LOOKS_AGAIN_AFTER), ports)
            return True
    return False


def _possible(scope: Scope, settings: RechargeSettings, need: Need, opened: OpenWallet, ports: Recharging) -> Need:
    """Return the need, as impossible where the wallet or the currency takes no more grants."""
    if isinstance(need, Enough | Impossible):
        return need
    if len(opened.change.wallet.grants) >= MOST_OPEN_GRANTS:
        return Impossible(f"The wallet has {MOST_OPEN_GRANTS} grants that are not used up")
    currency = ports.crediting.currencies.find(scope, settings.currency_id)
    if currency is None or currency.status is CustomCurrencyStatus.ARCHIVED:
        return Impossible("The currency is archived")
    return need


def _watched(opened: OpenWallet) -> Decimal | None:
    watch = opened.change.wallet.recharge
    return watch.below if watch is not None else None


def _stop_looking(scope: Scope, key: WalletKey, ports: Recharging) -> None:
    """Let an archived customer's wallet call for nothing until its balance changes again."""
    opened = wallet_as_stored(scope, key, ports.crediting)
    if opened is not None and opened.change.wallet.recharge is not None:
        look_again(opened, opened.change.wallet.recharge.but(look_at=None), ports)
