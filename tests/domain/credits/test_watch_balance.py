"""When a wallet calls for a recharge."""

from decimal import Decimal

import pytest

from tests.support.wallets import START, an_empty_wallet, an_open_grant, days
from tollgate.credits.advance_wallet import advance, due_at
from tollgate.credits.wallet import RechargeWatch
from tollgate.credits.wallet_change import WalletChange
from tollgate.credits.watch_balance import LOOKS_AGAIN_AFTER, calls_for_recharge

BELOW_20 = RechargeWatch(below=Decimal(20))


def holding(amount: int | str, watch: RechargeWatch | None = BELOW_20) -> WalletChange:
    """Return a change that is about to begin, of a wallet that holds so much."""
    return WalletChange(an_empty_wallet(grants=(an_open_grant("a", amount),), recharge=watch))


@pytest.mark.parametrize(
    ("held", "burnt", "is_called"), [(21, 2, True), (21, 1, False), (20, 1, True), (19, 1, False), (30, 45, True)]
)
def test_a_balance_that_falls_below_calls_once(held: int, burnt: int, is_called: bool) -> None:
    change = holding(held)
    change.consume(Decimal(burnt), START)
    assert calls_for_recharge(change) is is_called
    looked_at = START + LOOKS_AGAIN_AFTER if is_called else None
    assert change.wallet.recharge == BELOW_20.but(look_at=looked_at)


def test_a_wallet_that_nobody_watches_calls_for_nothing() -> None:
    change = holding(21, None)
    change.consume(Decimal(40), START)
    assert not calls_for_recharge(change)
    assert change.wallet.recharge is None


def test_a_threshold_that_rises_above_the_balance_calls() -> None:
    for watch in (None, RechargeWatch(below=Decimal(5)), RechargeWatch(look_at=days(1))):
        change = holding(10, watch)
        change.wallet = change.wallet.but(recharge=BELOW_20)
        assert calls_for_recharge(change)


def test_it_is_time_to_look_whatever_the_balance_is() -> None:
    change = holding(100, RechargeWatch(below=Decimal(20), look_at=days(1)))
    assert due_at(change.wallet) == days(1)
    advance(change, days(0.5))
    assert not calls_for_recharge(change)
    advance(change, days(1))
    assert change.wallet.recharge == BELOW_20
    assert calls_for_recharge(change)
    assert due_at(change.wallet) == days(1) + LOOKS_AGAIN_AFTER


def test_who_looks_says_when_to_look_again() -> None:
    change = holding(10, RechargeWatch(below=Decimal(20), look_at=days(1)))
    advance(change, days(2))
    change.wallet = change.wallet.but(recharge=BELOW_20.but(look_at=days(9)))
    assert not calls_for_recharge(change)
    assert due_at(change.wallet) == days(9)
