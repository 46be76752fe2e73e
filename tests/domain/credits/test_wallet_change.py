"""What happens to a wallet, case by case; numbers are those of the specification's worked examples."""

from decimal import Decimal

from tests.support.wallets import START, an_open_grant, check_wallet, days, granted, told
from tollgate.credits.advance_wallet import advance
from tollgate.credits.holds import HoldTerms, hold, release
from tollgate.credits.ledger_entry import Cause, LedgerEventType
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.credits.wallet_change import WalletChange

PROMOTIONAL, RECURRING = GrantType.PROMOTIONAL, GrantType.RECURRING


def test_53_priority_then_promotional_before_paid() -> None:
    change = granted(
        an_open_grant("a", 50, priority=1),
        an_open_grant("b", 20, priority=1, grant_type=PROMOTIONAL),
        an_open_grant("c", 100, priority=2, grant_type=PROMOTIONAL, effective_at=days(-17)),
    )
    change.entries.clear()
    change.consume(Decimal(60), START, Cause(event_id="e1", feature_id="images"))
    assert told(change.entries) == [("CONSUMED", "b", -20), ("CONSUMED", "a", -40)]
    assert {(each.event_id, each.feature_id) for each in change.entries} == {("e1", "images")}
    assert [(each.id, each.consumed) for each in change.wallet.grants] == [("c", 0), ("a", 40)]


def test_54_what_is_beyond_all_grants_is_owed() -> None:
    change = granted(an_open_grant("a", 10))
    change.consume(Decimal(25), START)
    wallet = change.wallet
    assert wallet.overdraft is not None
    assert wallet.overdraft.amount == 15
    assert (wallet.granted, wallet.consumed, wallet.balance) == (10, 25, -15)
    assert [each.grant_type for each in change.opened] == [GrantType.OVERDRAFT]
    check_wallet(wallet, change.entries)


def test_55_new_credits_settle_what_is_owed_and_void_the_overdraft() -> None:
    change = granted(an_open_grant("a", 10))
    change.consume(Decimal(25), START)
    owed = change.opened[0].id
    change.entries.clear()
    change.add(an_open_grant("b", 50), days(1))
    assert told(change.entries) == [
        ("GRANTED", "b", 50),
        ("CONSUMPTION_TRANSFER_SOURCE", owed, 15),
        ("CONSUMPTION_TRANSFER_TARGET", "b", -15),
    ]
    assert change.wallet.overdraft is None
    assert change.wallet.balance == 35
    assert change.endings[owed].voided_at == days(1)


def test_56_too_few_new_credits_settle_a_part() -> None:
    change = granted(an_open_grant("a", 10))
    change.consume(Decimal(25), START)
    change.add(an_open_grant("b", 10), days(1))
    assert change.wallet.overdraft is not None
    assert change.wallet.overdraft.amount == 5
    assert change.wallet.balance == -5
    assert change.wallet.grants == ()
    check_wallet(change.wallet, change.entries)


def test_57_the_sooner_expiry_goes_first_and_promotional_before_recurring() -> None:
    december = days(91)
    change = granted(
        an_open_grant("r", 100, grant_type=RECURRING, expire_at=december),
        an_open_grant("m", 30, grant_type=PROMOTIONAL, expire_at=december),
        an_open_grant("p", 200),
    )
    change.entries.clear()
    change.consume(Decimal(180), START)
    assert told(change.entries) == [("CONSUMED", "m", -30), ("CONSUMED", "r", -100), ("CONSUMED", "p", -50)]


def test_58_what_is_left_at_the_expiry_is_gone() -> None:
    change = granted(an_open_grant("a", 100, expire_at=days(30)))
    change.consume(Decimal(40), START)
    change.entries.clear()
    advance(change, days(40))
    assert told(change.entries) == [("EXPIRED", "a", -60)]
    assert change.entries[0].at == days(30)
    assert (change.wallet.granted, change.wallet.consumed, change.wallet.balance) == (0, 0, 0)
    assert (change.endings["a"].consumed, change.endings["a"].expire_at) == (40, days(30))


def test_59_a_void_takes_what_is_left() -> None:
    change = granted(an_open_grant("a", 100))
    change.consume(Decimal(40), START)
    change.entries.clear()
    change.end(change.wallet.grants[0], days(1), LedgerEventType.VOIDED, is_void=True)
    assert told(change.entries) == [("VOIDED", "a", -60)]
    assert (change.endings["a"].consumed, change.endings["a"].voided_at) == (40, days(1))
    assert change.wallet.balance == 0


def test_60_a_scheduled_grant_counts_from_its_instant_on() -> None:
    change = granted(an_open_grant("a", 100, effective_at=days(1), phase=GrantPhase.SCHEDULED))
    assert (change.wallet.balance, change.wallet.next_change, change.entries) == (0, days(1), [])
    advance(change, days(1))
    assert change.wallet.balance == 100
    assert [(each.event_type, each.at) for each in change.entries] == [(LedgerEventType.GRANTED, days(1))]


def test_an_unpaid_grant_gives_nothing_until_it_is_paid() -> None:
    change = granted(an_open_grant("a", 100, phase=GrantPhase.UNPAID, expire_at=days(9)))
    advance(change, days(2))
    change.consume(Decimal(5), days(2))
    assert change.wallet.balance == -5
    change.paid(change.wallet.grants[0], days(3))
    assert change.wallet.balance == 95
    check_wallet(change.wallet, change.entries)


def test_used_up_credits_count_as_granted_until_they_expire() -> None:
    change = granted(an_open_grant("a", 10, expire_at=days(5)), an_open_grant("b", 10))
    change.consume(Decimal(15), START)
    assert (change.wallet.granted, change.wallet.consumed) == (20, 15)
    assert change.wallet.next_change == days(5)
    advance(change, days(5))
    assert (change.wallet.granted, change.wallet.consumed, change.wallet.balance) == (10, 5, 5)
    check_wallet(change.wallet, change.entries)


def test_held_credits_count_as_used_and_come_back() -> None:
    change = granted(an_open_grant("a", 100), an_open_grant("b", 50))
    hold(change, "r", Decimal(120), START, HoldTerms(days(1), metadata={"job": "7"}))
    assert (change.wallet.balance, change.wallet.consumed, change.wallet.held) == (30, 120, 120)
    change.entries.clear()
    held = change.wallet.hold_of("r")
    assert held is not None
    release(change, held, Decimal(70), days(0.5))
    [entry] = change.entries
    assert (entry.amount, entry.hold_returned, entry.metadata) == (50, 120, {"job": "7"})
    assert [(each.grant_id, each.held, each.consumed) for each in entry.parts] == [("a", 100, 70), ("b", 20, 0)]
    assert (change.wallet.balance, change.wallet.held) == (80, 0)


def test_what_is_needed_beyond_the_held_burns_as_any_consumption() -> None:
    change = granted(an_open_grant("a", 10), an_open_grant("b", 5))
    hold(change, "r", Decimal(8), START, HoldTerms(days(1)))
    held = change.wallet.hold_of("r")
    assert held is not None
    release(change, held, Decimal(20), START)
    assert change.wallet.balance == -5
    assert change.wallet.overdraft is not None
    assert change.wallet.overdraft.amount == 5
    check_wallet(change.wallet, change.entries)


def test_a_reservation_keeps_its_credits_when_the_grant_expires() -> None:
    change = granted(an_open_grant("a", 10, expire_at=days(1)))
    hold(change, "r", Decimal(8), START, HoldTerms(days(2)))
    advance(change, days(1.5))
    assert (change.wallet.balance, change.wallet.held, change.wallet.held_on_ended) == (0, 0, 8)
    held = change.wallet.hold_of("r")
    assert held is not None
    release(change, held, Decimal(6), days(1.5))
    assert (change.wallet.balance, change.wallet.grants, change.endings["a"].consumed) == (0, (), 6)
    check_wallet(change.wallet, change.entries)


def test_an_expired_reservation_gives_everything_back_and_settles_what_is_owed() -> None:
    change = granted(an_open_grant("a", 10))
    hold(change, "r", Decimal(10), START, HoldTerms(days(1)))
    change.consume(Decimal(4), START)
    assert change.wallet.balance == -4
    advance(change, days(1))
    assert (change.wallet.balance, change.wallet.overdraft, change.wallet.holds) == (6, None, ())
    check_wallet(change.wallet, change.entries)


def test_a_change_is_numbered_after_the_one_before() -> None:
    change = granted(an_open_grant("a", 10))
    assert (change.sequence, change.finished().sequence) == (1, 1)
    assert WalletChange(change.finished()).sequence == 2


def test_the_worked_example_of_the_document() -> None:
    change = granted(
        an_open_grant("w", 30, grant_type=PROMOTIONAL, expire_at=days(30)),
        an_open_grant("m", 100, grant_type=RECURRING, expire_at=days(30)),
        an_open_grant("p", 200),
    )
    balances = [change.wallet.balance]
    change.consume(Decimal(180), days(1))
    balances.append(change.wallet.balance)
    hold(change, "r", Decimal(100), days(2), HoldTerms(until=days(9)))
    balances.append(change.wallet.balance)
    release(change, change.wallet.holds[0], Decimal(120), days(3))
    balances.append(change.wallet.balance)
    change.consume(Decimal(45), days(4))
    balances.append(change.wallet.balance)
    change.add(an_open_grant("n", 40, expire_at=days(10)), days(5))
    balances.append(change.wallet.balance)
    advance(change, days(11))
    owed = change.opened[0].id
    assert told(change.entries) == [
        ("GRANTED", "w", 30),
        ("GRANTED", "m", 100),
        ("GRANTED", "p", 200),
        ("CONSUMED", "w", -30),
        ("CONSUMED", "m", -100),
        ("CONSUMED", "p", -50),
        ("RESERVED", "p", -100),
        ("RESERVATION_RELEASED", "p", -20),
        ("CONSUMED", "p", -30),
        ("CONSUMED", owed, -15),
        ("GRANTED", "n", 40),
        ("CONSUMPTION_TRANSFER_SOURCE", owed, 15),
        ("CONSUMPTION_TRANSFER_TARGET", "n", -15),
        ("EXPIRED", "n", -25),
    ]
    assert [*balances, change.wallet.balance] == [330, 150, 50, 30, -15, 25, 0]
    check_wallet(change.wallet, change.entries)
