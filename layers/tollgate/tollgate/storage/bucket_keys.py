"""Keys of usage by the hour: what is shown, by dimensions, and what is counted again; the others stand in `keys.py`."""

from datetime import datetime

from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, digest, live_partition, part


def usage_buckets(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str) -> str:
    """Return the partition of a feature's buckets of usage."""
    return f"{live_partition(scope, customer_id, resource_id)}#H#{part(feature_id)}"


def usage_bucket(
    scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, start: datetime, revision: int = 0
) -> Key:
    """Return the key of the bucket of usage that begins at `start`: an hour, or the cut within it.

    What a later revision of the feature's meter counts is a part of its own, beside it.
    """
    return Key(usage_buckets(scope, customer_id, resource_id, feature_id), _part_of_bucket(start, revision))


def bucket_of_sort_key(sort_key: str) -> tuple[datetime, int]:
    """Return the start of a bucket and the revision of the meter that this part of it was counted by."""
    start, _, revision = sort_key.partition("#")
    return datetime.fromisoformat(start), int(revision or 0)


def recounted_buckets(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str) -> str:
    """Return the partition of buckets that a changed meter fills from kept events, until they are shown."""
    return f"{usage_buckets(scope, customer_id, resource_id, feature_id)}#B"


def recounted_bucket(
    scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, start: datetime, revision: int
) -> Key:
    """Return the key of a bucket that a revision of a meter fills from kept events."""
    return Key(recounted_buckets(scope, customer_id, resource_id, feature_id), _part_of_bucket(start, revision))


def _part_of_bucket(start: datetime, revision: int) -> str:
    return f"{wire_instant(start)}#{revision}" if revision else wire_instant(start)


def dimension_buckets(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str) -> str:
    """Return the partition of a feature's buckets of usage by combinations of dimensions."""
    return f"{usage_buckets(scope, customer_id, resource_id, feature_id)}#G"


def dimension_bucket(
    scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, start: datetime, dimensions: str
) -> Key:
    """Return the key of the bucket of one combination of dimensions, given as canonical JSON."""
    partition = dimension_buckets(scope, customer_id, resource_id, feature_id)
    return Key(partition, f"{wire_instant(start)}#{digest(dimensions)}")
