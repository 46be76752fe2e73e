"""Buckets that a changed meter fills from kept events, in table `live`: the task's step guards them by its version."""

from collections.abc import Mapping
from datetime import datetime

from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import bucket_keys, keys
from tollgate.storage.events import row_of_value
from tollgate.storage.models import UsageBucket
from tollgate.storage.session import Session
from tollgate.storage.usage import row_of_counter
from tollgate.storage.usage_buckets import parts_within
from tollgate.usage.event_recording import SeenChange, TallyChange
from tollgate.usage.recording import Replacement


class DynamoRecountedBuckets:
    """Satisfies `usage.recount_ports.RecountedBuckets`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def within(self, scope: Scope, key: CounterKey, revision: int, period: Period) -> Mapping[datetime, Tally]:
        """Return what this revision of the meter has counted again, by the buckets' starts."""
        found = parts_within(bucket_keys.recounted_buckets(scope, *key), period)
        return {start: parts[revision] for start, parts in found.items() if revision in parts}

    def add(self, scope: Scope, change: TallyChange, stored: Tally | None) -> None:
        """Stage what is added to what a bucket holds."""
        whole = stored.plus(change.added) if stored is not None else change.added
        whole = whole.but(lowest=change.added.lowest, highest=change.added.highest)
        self._session.put(_row(bucket_keys.recounted_bucket(scope, *change.key, change.start, change.revision), whole))

    def see(self, scope: Scope, change: SeenChange) -> None:
        """Stage that a value is seen; who meets it first at the same time decides, the other plans again."""
        self._session.put(*row_of_value(scope, change))

    def show(self, scope: Scope, key: CounterKey, start: datetime, tally: Tally | None, *, revision: int) -> None:
        """Stage that a bucket holds what was counted again, in the place of what was shown and of what was staged."""
        place = bucket_keys.usage_bucket(scope, *key, start)
        if tally is None:
            self._session.remove(UsageBucket(*place))
        else:
            self._session.put(_row(place, tally))
        self.discard(scope, key, start, revision=revision)

    def drop(self, scope: Scope, key: CounterKey, start: datetime, *, revision: int) -> None:
        """Stage that what was counted by a revision of the meter is not shown any longer."""
        self._session.remove(UsageBucket(*bucket_keys.usage_bucket(scope, *key, start, revision)))

    def discard(self, scope: Scope, key: CounterKey, start: datetime, *, revision: int) -> None:
        """Stage that what was counted again is forgotten."""
        self._session.remove(UsageBucket(*bucket_keys.recounted_bucket(scope, *key, start, revision)))

    def replace(self, scope: Scope, change: Replacement) -> None:
        """Stage the counter as it is then, provided that nothing touched it."""
        self._session.put(*row_of_counter(scope, change))


def _row(key: keys.Key, tally: Tally) -> UsageBucket:
    return UsageBucket(
        *key,
        amount=tally.total,
        measurements=tally.count,
        function=tally.function,
        lowest=tally.lowest,
        highest=tally.highest,
    )
