"""Keys of thresholds that were told of, and whose a partition of counters is; the others stand in `keys.py`."""

import re
from urllib.parse import unquote

from tollgate.shared.entity import wire_instant
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, live_partition, part

_LIVE_PARTITION = re.compile(r"E#([^/#]+)/([^#]+)#C#([^#]+)#R#([^#]*)")


def fired_thresholds(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, period: Period) -> Key:
    """Return the key of the thresholds that were told of in a period of a counter."""
    bounds = f"{wire_instant(period.start)}#{wire_instant(period.end)}"
    return Key(live_partition(scope, customer_id, resource_id), f"Y#{part(feature_id)}#{bounds}")


def holder(partition: str) -> tuple[Scope, str, str | None]:
    """Return the environment, customer and resource of a partition that `live_partition` made."""
    found = _LIVE_PARTITION.fullmatch(partition)
    if found is None:
        raise ValueError(f"Nothing that customers hold is in the partition {partition}")
    account_id, environment_id, customer_id, resource_id = map(unquote, found.groups())
    return Scope(account_id=account_id, environment_id=environment_id), customer_id, resource_id or None
