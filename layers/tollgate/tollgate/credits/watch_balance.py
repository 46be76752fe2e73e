"""See whether a change of a wallet calls for a recharge. Pure."""

from datetime import timedelta

from tollgate.credits.wallet import Wallet
from tollgate.credits.wallet_change import WalletChange

LOOKS_AGAIN_AFTER = timedelta(hours=1)
"""What was called for and not seen to, whatever came in between, is called for anew then."""


def calls_for_recharge(change: WalletChange) -> bool:
    """Tell whether somebody has to look at the wallet, and let it be looked at again where nobody does.

    That is when the balance falls below what is watched for, when that rises above the balance, and when it was time
    to look again. It is told once: a balance that stays below calls for nothing more until then.
    """
    watch = change.wallet.recharge
    if watch is None:
        return False
    former = change.before.recharge
    has_come = former is not None and former.look_at is not None and former.look_at <= change.wallet.at
    if not (_is_below(change.wallet) and not _was_below(change)) and not (has_come and watch.look_at is None):
        return False
    change.wallet = change.wallet.but(recharge=watch.but(look_at=change.wallet.at + LOOKS_AGAIN_AFTER))
    return True


def _was_below(change: WalletChange) -> bool:
    """Tell whether the balance was below before already, by what was watched for then."""
    return _is_below(change.before)


def _is_below(wallet: Wallet) -> bool:
    watch = wallet.recharge
    return watch is not None and watch.below is not None and wallet.balance < watch.below
