"""Which thresholds of what is left a change of a wallet crosses on its way down. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from tollgate.credits.wallet import GrantPhase, Wallet

DEFAULT_THRESHOLDS = (Decimal(50), Decimal(20), Decimal(10))
"""Percent of the granted credits that are left."""


class GrantCrossing(NamedTuple):
    """A grant of which no more than a threshold is left."""

    grant_id: str
    threshold: Decimal


def balance_crossings(before: Wallet, after: Wallet, thresholds: Sequence[Decimal]) -> list[Decimal | None]:
    """Return the thresholds that the balance has come down to, the highest first, None last where nothing is left.

    Each is crossed anew once more has been left in between. A wallet that was empty, or owed, crosses none.
    """
    if before.balance <= 0:
        return []
    found: list[Decimal | None] = [*_crossed(before.percent_left, after.percent_left, thresholds)]
    return [*found, None] if after.balance <= 0 else found


def grant_crossings(before: Wallet, after: Wallet, thresholds: Sequence[Decimal]) -> Iterator[GrantCrossing]:
    """Yield the thresholds that grants have come down to by being burnt, the highest of each first.

    A grant that ended, by expiry or void, crosses none. One that came to be in between began whole.
    """
    now = {each.id: each for each in after.grants}
    for grant in before.grants:
        if grant.phase is not GrantPhase.ACTIVE:
            continue
        left = now.get(grant.id)
        if left is not None and left.phase is GrantPhase.ACTIVE:
            for threshold in _crossed(grant.percent_left, left.percent_left, thresholds):
                yield GrantCrossing(grant.id, threshold)


def _crossed(before: Decimal | None, after: Decimal | None, thresholds: Sequence[Decimal]) -> Iterator[Decimal]:
    for threshold in sorted(thresholds, reverse=True):
        if before is not None and before > threshold and (after is None or after <= threshold):
            yield threshold
