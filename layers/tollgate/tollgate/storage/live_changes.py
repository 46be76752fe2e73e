"""Changes of access and of counters, as the live table's stream shows them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.scope import Scope
from tollgate.storage import keys, threshold_keys
from tollgate.storage.lean import key_of
from tollgate.storage.live import counter_of
from tollgate.usage.fire_thresholds import CounterChange


class LiveChange(NamedTuple):
    """Whose access item or counter changed; `counter` is None where it was the access item.

    `may_be_mixed` tells that values may have been counted over another schedule's periods than now.
    """

    scope: Scope
    customer_id: str
    counter: CounterChange | None
    may_be_mixed: bool


def change_of_image(image: Mapping[str, Any]) -> LiveChange:
    """Return what a new image tells of, given as the table's stream shows it."""
    key = key_of(image)
    scope, customer_id, resource_id = threshold_keys.holder(key.pk)
    if key == keys.access(scope, customer_id, resource_id):
        return LiveChange(scope, customer_id, None, may_be_mixed=True)
    feature_id = keys.counter_feature(key.sk)
    if feature_id is None:
        raise ValueError(f"{key.sk} is neither an access item nor a counter")
    counter = counter_of(image)
    change = CounterChange(scope=scope, key=CounterKey(customer_id, resource_id, feature_id), counter=counter)
    return LiveChange(scope, customer_id, change, may_be_mixed=counter.is_mixed)
