"""The ports of credits, joined with storage."""

from typing import TYPE_CHECKING

from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.credits.ports import CustomCurrencyRepository
    from tollgate.usage.ports import WalletBalances


def custom_currencies() -> "CustomCurrencyRepository":
    """Return the custom currencies."""
    from tollgate.storage.custom_currencies import DynamoCustomCurrencies

    return DynamoCustomCurrencies(session())


def wallet_balances() -> "WalletBalances":
    """Return what wallets hold."""
    from tollgate.credits.no_wallets import NoWallets

    return NoWallets()
