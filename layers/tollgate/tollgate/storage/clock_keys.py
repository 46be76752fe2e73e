"""The keys of test clocks, and the shard of the due index for what waits for one of them."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, due_shard, environment, part


def test_clock(scope: Scope, test_clock_id: str) -> Key:
    """Return the key of a test clock."""
    return Key(f"{environment(scope)}#CLOCK#{part(test_clock_id)}", "CLOCK")


def due_shard_of(scope: Scope, aggregate_id: str, test_clock_id: str | None) -> str:
    """Return the shard of the due index for an aggregate of a customer: the minute's sweep meets no test clock's."""
    if test_clock_id is None:
        return due_shard(aggregate_id)
    return f"CLOCK#{environment(scope)}#{part(test_clock_id)}"
