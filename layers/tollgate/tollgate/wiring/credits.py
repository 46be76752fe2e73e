"""The ports of credits, joined with storage."""

from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.catalog import addon_grants, plan_grants
from tollgate.wiring.clocks import customer_clock
from tollgate.wiring.work import clock, events, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.credits.open_wallet import Crediting
    from tollgate.credits.ports import AlertThresholds, CustomCurrencyRepository, KnownCurrencies
    from tollgate.usage.ports import WalletBalances


def custom_currencies() -> "CustomCurrencyRepository":
    """Return the custom currencies."""
    from tollgate.storage.custom_currencies import DynamoCustomCurrencies

    return DynamoCustomCurrencies(session())


@cache
def known_currencies() -> "KnownCurrencies":
    """Return the currencies as this process knows them, one directory for the process."""
    from tollgate.credits.custom_currency import CustomCurrency
    from tollgate.storage.known_entities import DynamoKnownEntities

    return DynamoKnownEntities("CURRENCY", CustomCurrency)


def wallet_balances() -> "WalletBalances":
    """Return what wallets hold."""
    from tollgate.credits.wallet_balances import BalancesOfWallets

    return BalancesOfWallets(crediting())


def crediting() -> "Crediting":
    """Return what changes of wallets work with."""
    from tollgate.credits.open_wallet import Crediting
    from tollgate.storage.budgets import DynamoBudgetCounter
    from tollgate.storage.credit_grants import DynamoCreditGrants
    from tollgate.storage.credit_ledger import DynamoCreditLedger
    from tollgate.storage.reservations import DynamoReservations
    from tollgate.storage.wallets import DynamoWallets
    from tollgate.wiring.governance import attributing
    from tollgate.wiring.metering import access_seen, plain_access

    return Crediting(
        wallets=DynamoWallets(session()),
        grants=DynamoCreditGrants(session()),
        ledger=DynamoCreditLedger(),
        reservations=DynamoReservations(session()),
        currencies=custom_currencies(),
        access=plain_access(),
        seen=access_seen,
        plans=plan_grants(),
        addons=addon_grants(),
        alerts=alert_thresholds(),
        attributing=attributing(),
        budgets=DynamoBudgetCounter(session()),
        events=events(),
        clock=customer_clock(),
        ids=ids(),
    )


@cache
def alert_thresholds() -> "AlertThresholds":
    """Return at which shares of credits it is told that no more is left, one memory for the process."""
    from tollgate.storage.credit_alerts import KnownAlertThresholds

    return KnownAlertThresholds(clock)
