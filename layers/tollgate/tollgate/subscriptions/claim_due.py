"""Sweep what has fallen due: one shard, one worker at a time."""

from datetime import timedelta

from tollgate.shared.clock import Clock
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.ports import DueIndex

# Longer than a sweep may run, shorter than the minute after which the next one comes.
_LEASE = timedelta(seconds=55)


def claim_due(shard: str, *, due: DueIndex, owner: str, clock: Clock) -> list[DueWork]:
    """Return what is due in a shard, soonest first, once it is claimed; nothing where another worker sweeps it."""
    now = clock.now()
    work = due.waiting(shard, now=now)
    # An idle shard is not claimed: the quiet minute costs one small read per shard.
    if work and not due.lease(shard, owner=owner, now=now, until=now + _LEASE):
        return []
    return work
