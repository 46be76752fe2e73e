"""What holds of a wallet after any sequence of changes, and however time is cut into parts."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.credits.test_recurring_credits import a_source
from tests.support.wallets import START, an_empty_wallet, an_open_grant, check_wallet, days
from tollgate.credits.advance_wallet import advance
from tollgate.credits.holds import HoldTerms, hold, release
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.credits.wallet_change import WalletChange

amounts = st.decimals(Decimal("0.000001"), 500, places=6)
steps = st.lists(
    st.tuples(
        st.sampled_from(["grant", "later", "unpaid", "pay", "consume", "void", "hold", "release", "pass"]),
        amounts,
        st.integers(0, 40),
        st.sampled_from([GrantType.PAID, GrantType.PROMOTIONAL]),
    ),
    max_size=25,
)


def take(change: WalletChange, step: tuple[str, Decimal, int, GrantType], name: str, sources: list[object]) -> None:
    """Do one thing to a wallet, where it can be done."""
    kind, amount, number, grant_type = step
    now = change.wallet.at
    fields = {
        "grant_type": grant_type,
        "priority": number % 3,
        "created_at": now,
        "effective_at": now,
        "expire_at": days((now - START).days + 1 + number) if number % 2 else None,
    }
    grants = [each for each in change.wallet.grants if each.phase is not GrantPhase.ENDED]
    match kind:
        case "grant":
            change.add(an_open_grant(name, str(amount), **fields), now)
        case "later":
            fields |= {"effective_at": days((now - START).days + 2), "expire_at": None, "phase": GrantPhase.SCHEDULED}
            change.add(an_open_grant(name, str(amount), **fields), now)
        case "unpaid":
            change.add(an_open_grant(name, str(amount), phase=GrantPhase.UNPAID, **fields), now)
        case "pay":
            for grant in [each for each in grants if each.phase is GrantPhase.UNPAID][:1]:
                change.paid(grant, now)
        case "consume":
            change.consume(amount, now)
        case "void" if grants:
            change.end(grants[number % len(grants)], now, LedgerEventType.VOIDED, is_void=True)
        case "hold":
            if amount <= sum(each.available for each in grants):
                hold(change, name, amount, now, HoldTerms(days((now - START).days + 1 + number)))
        case "release" if change.wallet.holds:
            release(change, change.wallet.holds[number % len(change.wallet.holds)], amount, now)
        case "pass":
            advance(change, days((now - START).days + number), sources)  # type: ignore[arg-type]


@given(steps)
def test_the_ledger_comes_to_the_wallet_after_every_step(sequence: list[tuple[str, Decimal, int, GrantType]]) -> None:
    change = WalletChange(an_empty_wallet())
    for number, step in enumerate(sequence):
        take(change, step, f"g{number}", [a_source(300)])
        check_wallet(change.wallet, change.entries)


@given(steps, st.lists(st.integers(1, 90), max_size=6), st.integers(0, 500))
def test_running_over_a_span_at_once_is_running_over_its_parts(
    sequence: list[tuple[str, Decimal, int, GrantType]], cuts: list[int], per_month: int
) -> None:
    whole, parts = WalletChange(an_empty_wallet()), WalletChange(an_empty_wallet())
    sources = [a_source(per_month, ends_at=days(75)), a_source(7, slot="other", starts_at=days(20), anchor=days(20))]
    for change in (whole, parts):
        advance(change, START, sources)  # what holds from now on is written down when it begins to hold
        for number, step in enumerate(sequence):
            take(change, step, f"g{number}", list(sources))
    end = max(whole.wallet.at, days(200))
    for cut in sorted(cuts):
        advance(parts, max(parts.wallet.at, min(days(cut * 2.3), end)), sources)
    advance(parts, end, sources)
    advance(whole, end, sources)
    assert whole.wallet == parts.wallet
    assert whole.entries == parts.entries
    assert whole.endings == parts.endings
