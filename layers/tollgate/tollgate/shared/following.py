"""Events that follow from changes which a stream tells of: perhaps twice, perhaps to nobody who asks."""

from datetime import timedelta
from typing import Protocol

from tollgate.shared.entity import Instant, Value
from tollgate.shared.events import DomainEvent
from tollgate.shared.ids import ordered_at
from tollgate.shared.scope import Scope


class Cause(Value):
    """A change that led to something to tell: the version that it made of an item, and when that was written.

    It is the same however often a stream tells of the change.
    """

    item: str
    version: int
    at: Instant

    def event_id(self, event_type: str) -> str:
        """Return the id of the event of a type that the change leads to."""
        # A stream tells whole seconds; within one, the version tells the order of an item's changes.
        moment = self.at + timedelta(milliseconds=self.version % 1000)
        return ordered_at(moment, f"{event_type}/{self.item}/{self.version}")


class OnceRecorder(Protocol):
    """Takes events that follow from a change which may be told of several times."""

    def is_recorded(self, scope: Scope, event_type: str, aggregate: str, cause: Cause) -> bool:
        """Tell whether the event was recorded before."""
        ...

    def record_once(self, scope: Scope, event: DomainEvent, cause: Cause) -> None:
        """Stage the event; of two that record it at a time one loses, runs again and finds it recorded."""
        ...


class Listeners(Protocol):
    """Tells whether somebody asks for events that are told to nobody else."""

    def wants(self, scope: Scope, event_type: str) -> bool:
        """Tell whether anybody in the environment asks for events of a type; it may be up to 60 seconds old."""
        ...
