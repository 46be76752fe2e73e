"""Keys of kept events, and of the values that were seen of a feature; the others stand in `keys.py`."""

from datetime import datetime

from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, digest, environment, live_partition, part

_SHARDS = "0123456789abcdef"
_DIGITS = 32
"""Of a digest: 128 bits tell any two texts apart, and a small event stays within two write units."""


def kept_event(
    scope: Scope, customer_id: str, resource_id: str | None, event_name: str, idempotency_key: str, mark: str = ""
) -> Key:
    """Return the key of a kept event, or of the mark that it was counted for a feature.

    One partition takes 500 transactional writes a second and a customer may send more: the key's digest spreads them.
    """
    name = digest(idempotency_key)[:_DIGITS]
    partition = f"{_events(scope, customer_id, event_name)}#{name[0]}"
    marked = f"#{part(mark)}" if mark else ""
    return Key(partition, f"{part(resource_id) if resource_id else ''}#{name}{marked}")


def kept_events(scope: Scope, customer_id: str, event_name: str) -> list[str]:
    """Return the partitions of a customer's events of one name."""
    return [f"{_events(scope, customer_id, event_name)}#{shard}" for shard in _SHARDS]


def seen_value(
    scope: Scope,
    customer_id: str,
    resource_id: str | None,
    feature_id: str,
    window_start: datetime,
    value: str,
    revision: int = 0,
) -> Key:
    """Return the key of a value that a revision of a feature's meter saw in the period from `window_start` on."""
    owner = live_partition(scope, customer_id, resource_id)
    by = f"#{revision}" if revision else ""
    return Key(f"{owner}#Q#{part(feature_id)}#{wire_instant(window_start)}{by}", digest(value)[:_DIGITS])


def rejection(scope: Scope, message_id: str, place: int, at: datetime) -> Key:
    """Return the key of what was rejected at a place of a message that was sent at `at`."""
    name = digest(message_id)[:_DIGITS]
    return Key(f"{_rejections(scope)}#{name[0]}", f"{wire_instant(at)}#{name}#{place:04d}")


def rejections(scope: Scope) -> list[str]:
    """Return the partitions of what was rejected in an environment."""
    return [f"{_rejections(scope)}#{shard}" for shard in _SHARDS]


def event_names(scope: Scope) -> str:
    """Return the partition of the names of events that were kept in an environment."""
    return f"{environment(scope)}#EVENTNAMES"


def event_name(scope: Scope, name: str) -> Key:
    """Return the key of a name of events."""
    return Key(event_names(scope), digest(name)[:_DIGITS])


def _rejections(scope: Scope) -> str:
    return f"{environment(scope)}#REJECTED"


def _events(scope: Scope, customer_id: str, event_name: str) -> str:
    return f"{customer_partition(scope, customer_id)}#V#{digest(event_name)[:_DIGITS]}"
