"""The keys of events: with what they tell of, by the day of recording, and by what that belongs to."""

from datetime import datetime

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, environment, part


def event(scope: Scope, aggregate: str, event_id: str) -> Key:
    """Return the key of an event: with its aggregate, in the order of its making."""
    return Key(f"{environment(scope)}#{aggregate}", event_id)


def recorded_on(scope: Scope, day: datetime) -> str:
    """Return the partition of the index by which events are read back in the order of recording."""
    return f"{environment(scope)}#{day:%Y%m%d}"


def of_parent(scope: Scope, parent_id: str) -> str:
    """Return the index partition of events about what belongs to something of this id."""
    return f"{environment(scope)}#{part(parent_id)}"
