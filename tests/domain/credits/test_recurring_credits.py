"""Credits that come anew each period: renewals, changes within a period, trials, ends."""

from decimal import Decimal
from typing import Any

from tests.support.wallets import START, an_empty_wallet, days, told
from tollgate.catalog.credit_entitlement import CreditCadence
from tollgate.credits.advance_wallet import advance, due_at
from tollgate.credits.recurring import GrantSource, RecurringSource
from tollgate.credits.wallet_change import WalletChange


def a_source(amount: int = 5000, **fields: Any) -> RecurringSource:
    """Return what a plan grants each month from the start on."""
    defaults = {
        "slot": "product/plan",
        "subscription_id": "s1",
        "source_type": GrantSource.PLAN_ENTITLEMENT,
        "display_name": "Tokens",
        "cadence": CreditCadence.MONTH,
        "anchor": START,
        "starts_at": START,
    }
    return RecurringSource(**{"basis": str(amount), **defaults, **fields, "amount": Decimal(amount)})


def issued(source: RecurringSource) -> WalletChange:
    """Return a change in which the source has granted its first credits."""
    change = WalletChange(an_empty_wallet())
    advance(change, START, [source])
    return change


def amounts(change: WalletChange) -> list[tuple[str, Decimal]]:
    """Return the kinds and effects of what the ledger tells."""
    return [(kind, amount) for kind, _, amount in told(change.entries)]


def test_61_unused_credits_expire_at_the_renewal() -> None:
    change = issued(a_source())
    change.consume(Decimal(3800), days(3))
    change.entries.clear()
    advance(change, days(30), [a_source()])
    assert amounts(change) == [("EXPIRED", -1200), ("GRANTED", 5000)]
    assert change.wallet.balance == 5000
    grant = change.opened[-1]
    assert (grant.effective_at, grant.expire_at, grant.cost.amount) == (days(30), days(61), 0)


def test_62_one_more_seat_grants_its_credits_at_once() -> None:
    change = issued(a_source(5000))
    change.consume(Decimal(700), days(1))
    advance(change, days(10), [a_source(6000)])
    assert (change.wallet.granted, change.wallet.balance) == (6000, 5300)
    top_up = change.opened[-1]
    assert (top_up.amount, top_up.effective_at, top_up.expire_at) == (1000, days(10), days(30))


def test_less_is_granted_from_the_next_period_on_and_never_twice() -> None:
    change = issued(a_source(6000))
    advance(change, days(10), [a_source(5000)])
    assert change.wallet.balance == 6000
    advance(change, days(11), [a_source(6000)])
    assert change.wallet.balance == 6000
    advance(change, days(30), [a_source(5000)])
    assert change.wallet.balance == 5000


def test_another_version_of_the_same_plan_counts_from_the_next_period_on() -> None:
    change = issued(a_source(1000, basis="plan 1"))
    advance(change, days(10), [a_source(5000, basis="plan 1")])
    assert change.wallet.balance == 1000
    advance(change, days(30), [a_source(5000, basis="plan 1")])
    assert change.wallet.balance == 5000


def test_the_end_of_a_subscription_ends_its_credits() -> None:
    change = issued(a_source(ends_at=days(12)))
    assert due_at(change.wallet, [a_source(ends_at=days(12))]) == days(12)
    advance(change, days(20), [a_source(ends_at=days(12))])
    assert (change.wallet.balance, change.wallet.issues) == (0, ())
    assert change.endings[change.opened[0].id].expire_at == days(12)


def test_a_trial_grants_until_its_end_and_what_follows_grants_anew() -> None:
    trial = a_source(100, is_trial=True, ends_at=days(14))
    change = issued(trial)
    assert change.opened[0].expire_at == days(14)
    paid = a_source(100, starts_at=days(5), anchor=days(5))
    change.consume(Decimal(60), days(4))
    advance(change, days(5), [paid])
    assert change.wallet.balance == 100
    assert change.opened[-1].expire_at == days(35)


def test_a_yearly_cadence_grants_once_a_year_and_a_monthly_one_twelve_times() -> None:
    for cadence, grants in ((CreditCadence.YEAR, 1), (CreditCadence.MONTH, 12)):
        source = a_source(cadence=cadence)
        change = issued(source)
        advance(change, days(364), [source])
        assert len(change.opened) == grants


def test_what_begins_later_grants_then() -> None:
    source = a_source(starts_at=days(3), anchor=days(3))
    change = issued(source)
    assert (change.wallet.balance, due_at(change.wallet, [source])) == (0, days(3))
    advance(change, days(8), [source])
    assert change.opened[0].effective_at == days(3)
