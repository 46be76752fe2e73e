"""Set when, and how far, a wallet is filled up by itself."""

from decimal import Decimal
from typing import Any

from tollgate.charges.amounts import line_of
from tollgate.credits.custom_currency import CustomCurrencyStatus
from tollgate.credits.errors import NoTopUpPrice
from tollgate.credits.open_wallet import OpenWallet, open_wallet
from tollgate.credits.plan_recharge import TARGET_TOO_LOW, below_which
from tollgate.credits.recharge_events import AutomaticRechargeConfigurationChanged, tell_of_limit
from tollgate.credits.recharge_outcome import look_again
from tollgate.credits.recharge_ports import Recharging
from tollgate.credits.recharge_settings import GrantExpirationPeriod, RechargeSettings, ThresholdType
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.credits.wallet import RechargeWatch, WalletKey
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

_LARGEST = Decimal(10) ** 15
_AMOUNTS = {
    "threshold_value": "thresholdValue",
    "target_balance": "targetBalance",
    "max_spend_limit": "maxSpendLimit",
}


class SaveRechargeSettings(Value):
    """What is to hold of a wallet; what was not sent stays as it is. Without a limit as much is spent as it takes."""

    customer_id: str
    currency_id: str
    is_enabled: bool
    threshold_type: ThresholdType = ThresholdType.CREDIT_AMOUNT
    threshold_value: Amount = Decimal(0)
    target_balance: Amount = Decimal(0)
    max_spend_limit: Amount | None = None
    grant_expiration_period: GrantExpirationPeriod = GrantExpirationPeriod.ONE_YEAR

    def changes(self) -> dict[str, Any]:
        """Return what was sent beside whose wallet it is."""
        sent = self.model_fields_set - {"customer_id", "currency_id"}
        return {name: getattr(self, name) for name in sent}


def save_recharge_settings(scope: Scope, asked: SaveRechargeSettings, *, ports: Recharging) -> RechargeSettings:
    """Return the settings as they are now; where the balance is below the threshold, that is seen to at once.

    Raises `CustomerNotFound`, `CustomCurrencyNotFound`, `EntityIsArchived` where an archived currency were to be
    bought, `NoTopUpPrice` where it is not sold, and `InvalidInput` naming the field.
    """
    key = WalletKey(asked.customer_id, None, asked.currency_id)
    opened = open_wallet(scope, key, ports.crediting)
    currency = retrieve_custom_currency(scope, asked.currency_id, currencies=ports.crediting.currencies)
    former = ports.settings.find(scope, asked.customer_id, asked.currency_id)
    known = former or RechargeSettings(customer_id=asked.customer_id, currency_id=asked.currency_id)
    wanted = known.but(**asked.changes())
    _check_amounts(wanted)
    below = None
    if wanted.is_enabled:
        if currency.status is CustomCurrencyStatus.ARCHIVED:
            raise EntityIsArchived.of("customCurrency", currency.id, field="currencyId")
        below = _checked_threshold(scope, wanted, ports)
    saved = _save(scope, known, wanted, opened, ports)
    _watch(scope, saved, opened, below, ports)
    return saved


def _check_amounts(settings: RechargeSettings) -> None:
    for name, field in _AMOUNTS.items():
        amount = getattr(settings, name)
        if amount is not None and not 0 <= amount <= _LARGEST:
            raise InvalidInput(f"{field} must not be negative, and at most 10^15", field=field)
    is_unset = not settings.target_balance and not settings.threshold_value and not settings.is_enabled
    counts_credits = settings.threshold_type is ThresholdType.CREDIT_AMOUNT
    if counts_credits and not is_unset and settings.target_balance <= settings.threshold_value:
        raise InvalidInput("targetBalance must be more than thresholdValue", field="targetBalance")


def _checked_threshold(scope: Scope, settings: RechargeSettings, ports: Recharging) -> Decimal:
    price = ports.prices.of(scope, settings.customer_id, settings.currency_id)
    if price is None:
        raise NoTopUpPrice.of(settings.currency_id)
    line_of(price, settings.target_balance, field="targetBalance")  # raises for more than can be sold
    below = below_which(settings, price)
    if below is None or below >= settings.target_balance:
        raise InvalidInput(TARGET_TOO_LOW, field="targetBalance")
    return below


def _save(
    scope: Scope, known: RechargeSettings, wanted: RechargeSettings, opened: OpenWallet, ports: Recharging
) -> RechargeSettings:
    if known.id is not None and wanted == known:
        return known
    now = opened.now
    identifier = known.id or ports.crediting.ids.new("recharge")
    saved = wanted.but(id=identifier, created_at=known.created_at or now, updated_at=now)
    events = ports.crediting.events
    ports.settings.save(scope, saved.told(now))
    events.record(scope, AutomaticRechargeConfigurationChanged.of(saved, at=now))
    return tell_of_limit(scope, saved, events, at=now)


def _watch(scope: Scope, saved: RechargeSettings, opened: OpenWallet, below: Decimal | None, ports: Recharging) -> None:
    """Let the wallet call for a recharge from now on, or no more; it calls for one that is wanted already."""
    change = opened.change
    look_at = change.wallet.recharge.look_at if change.wallet.recharge is not None else None
    watch = RechargeWatch(below=below, look_at=look_at)
    # What is under way is looked at until its outcome is known, whatever is set meanwhile.
    is_watched = below is not None or saved.attempt is not None
    is_low = below is not None and change.wallet.balance < below
    if is_low:
        # As if nothing had been watched for before: so what was put off, for its limit or otherwise, is seen to now.
        change.before = change.before.but(recharge=None)
    look_again(opened, watch if is_watched else None, ports)
