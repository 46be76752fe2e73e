"""Changes of access and of counters, as the live table's stream shows them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tollgate.customers.access import Access
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.tell_of_access import AccessChange
from tollgate.shared.following import Cause
from tollgate.shared.scope import Scope
from tollgate.storage import keys, threshold_keys
from tollgate.storage.lean import entity_of, key_of
from tollgate.storage.live import counter_of
from tollgate.usage.fire_thresholds import CounterChange


class LiveChange(NamedTuple):
    """Whose access item or counter changed: one of the two is there.

    `may_be_mixed` tells that values may have been counted over another schedule's periods than now.
    """

    scope: Scope
    customer_id: str
    counter: CounterChange | None
    access: AccessChange | None
    may_be_mixed: bool


def change_of_record(record: Mapping[str, Any]) -> LiveChange:
    """Return what a record of the table's stream tells of."""
    shown = record["dynamodb"]
    image, former = shown["NewImage"], shown.get("OldImage")
    key = key_of(image)
    scope, customer_id, resource_id = threshold_keys.holder(key.pk)
    written_at = datetime.fromtimestamp(shown["ApproximateCreationDateTime"], UTC)
    cause = Cause(item=f"{key.pk}/{key.sk}", version=int(image["v"]["N"]), at=written_at)
    if key == keys.access(scope, customer_id, resource_id):
        was = entity_of(Access, former) if former is not None else None
        access = AccessChange(scope=scope, access=entity_of(Access, image), former=was, cause=cause)
        return LiveChange(scope, customer_id, None, access, may_be_mixed=record["eventName"] == "MODIFY")
    feature_id = keys.counter_feature(key.sk)
    if feature_id is None:
        raise ValueError(f"{key.sk} is neither an access item nor a counter")
    counter = counter_of(image)
    change = CounterChange(
        scope=scope,
        key=CounterKey(customer_id, resource_id, feature_id),
        counter=counter,
        former=counter_of(former) if former is not None else None,
        cause=cause,
    )
    return LiveChange(scope, customer_id, change, None, may_be_mixed=counter.is_mixed)
