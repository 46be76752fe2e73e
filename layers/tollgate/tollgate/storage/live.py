"""Reads access items and usage counters from table `live`, strongly consistently, in one round trip."""

from collections.abc import Iterable

from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.access import Access
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.batch import read_batch
from tollgate.storage.documents import read
from tollgate.storage.keys import Key
from tollgate.storage.models import LiveDocument

Place = tuple[str, str | None] | CounterKey
"""What an item tells of: the access of a (customer, resource), or a counter."""


class DynamoLiveReader:
    """Satisfies `entitlements.ports.LiveReader`. It reads what is committed, past the session of the operation."""

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey]) -> LiveState:
        """Return access and counters of these customers, resources and features; of a resource, also the customer's."""
        places: dict[Key, Place] = {}
        for customer_id, resource_id, feature_id in wanted:
            for owner in {None, resource_id}:
                places[keys.access(scope, customer_id, owner)] = (customer_id, owner)
                key = CounterKey(customer_id, owner, feature_id)
                places[keys.counter(scope, *key)] = key
        return _state(places)

    def of_events(
        self, scope: Scope, owners: Iterable[tuple[str, str | None]], wanted: Iterable[CounterKey]
    ) -> LiveState:
        """Return access of these customers and resources, and the counters that their events may move."""
        places: dict[Key, Place] = {}
        for customer_id, resource_id in owners:
            for owner in {None, resource_id}:
                places[keys.access(scope, customer_id, owner)] = (customer_id, owner)
        for customer_id, resource_id, feature_id in wanted:
            for owner in {None, resource_id}:
                key = CounterKey(customer_id, owner, feature_id)
                places[keys.counter(scope, *key)] = key
        return _state(places)

    def of_access(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return the access of a customer and its resource, without counters."""
        places: dict[Key, Place] = {
            keys.access(scope, customer_id, owner): (customer_id, owner) for owner in {None, resource_id}
        }
        return _state(places)

    def of_customer(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return access and all counters of a customer and its resource."""
        access: dict[tuple[str, str | None], Access] = {}
        counters: dict[CounterKey, Counter] = {}
        for owner in {None, resource_id}:
            partition = keys.live_partition(scope, customer_id, owner)
            # Everything that is small and asked for together sorts between A and X; nothing large does.
            for row in LiveDocument.query(partition, LiveDocument.sk.between("A", "X"), consistent_read=True):
                feature_id = keys.counter_feature(row.sk)
                if feature_id is not None:
                    counters[CounterKey(customer_id, owner, feature_id)] = counter_of(row)
                elif row.sk == keys.access(scope, customer_id, owner).sk:
                    access[customer_id, owner] = read(Access, row)
        return LiveState(access, counters)


def counter_of(row: LiveDocument) -> Counter:
    """Return the counter that a row holds."""
    return Counter.model_validate(
        {
            "period": Period.model_validate({"start": row.counted_from, "end": row.counted_until}),
            "total": row.total,
            "tally": _tally(row),
            "version": row.version,
            "set_at": row.set_at,
            "updated_at": row.counted_at,
        }
    )


def _tally(row: LiveDocument) -> Tally | None:
    if row.function is None:
        return None
    return Tally(
        function=AggregationFunction(row.function),
        count=row.counted,
        total=row.amount,
        lowest=row.lowest,
        highest=row.highest,
    )


def _state(places: dict[Key, Place]) -> LiveState:
    access: dict[tuple[str, str | None], Access] = {}
    counters: dict[CounterKey, Counter] = {}
    for row in read_batch(LiveDocument, list(places)):
        place = places[Key(row.pk, row.sk)]
        if isinstance(place, CounterKey):
            counters[place] = counter_of(row)
        else:
            access[place] = read(Access, row)
    return LiveState(access, counters)
