"""Keys of kept events, and of the values that were seen of a feature; the others stand in `keys.py`."""

from datetime import datetime

from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, digest, live_partition, part

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
    scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, window_start: datetime, value: str
) -> Key:
    """Return the key of a value that was seen of a feature in the period that begins at `window_start`."""
    owner = live_partition(scope, customer_id, resource_id)
    return Key(f"{owner}#Q#{part(feature_id)}#{wire_instant(window_start)}", digest(value)[:_DIGITS])


def _events(scope: Scope, customer_id: str, event_name: str) -> str:
    return f"{customer_partition(scope, customer_id)}#V#{digest(event_name)[:_DIGITS]}"
