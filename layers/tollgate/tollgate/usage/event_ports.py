"""What events need from storage and from their queue. They are recorded at once, in transactions of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tollgate.catalog.feature import Feature
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.usage.event import Event, EventIdentity, NewEvent
from tollgate.usage.event_recording import EventRecording, Parts, SeenValue

Mark = tuple[EventIdentity, str]
"""One record of an event: its own, which has no name, or that of a feature it was counted for."""


@dataclass(frozen=True)
class EventRefusal:
    """Why nothing was written: records that are there already, or counters that moved."""

    known: frozenset[Mark] = frozenset()
    is_stale: bool = False


class EventQueue(Protocol):
    """Carries events to what counts them: those of one customer one after the other."""

    def send(self, scope: Scope, events: Sequence[NewEvent], *, received_at: datetime) -> None:
        """Send all of the events; where it raises, some of them may be on their way."""
        ...


class EventRecorder(Protocol):
    """Keeps events, each once in 35 days, with what they change."""

    def record(self, scope: Scope, recording: EventRecording, *, now: datetime) -> EventRefusal | None:
        """Write the events, their counters, buckets and values in one transaction, or nothing and say why.

        Raises `ConcurrentChange` where others kept the same counters busy throughout.
        """
        ...

    def known(self, scope: Scope, events: Iterable[Event], *, now: datetime) -> set[EventIdentity]:
        """Return which of the events are kept already."""
        ...

    def seen(self, scope: Scope, values: Iterable[SeenValue]) -> dict[SeenValue, datetime]:
        """Return those of the values that were seen, with the bucket of their earliest event."""
        ...


class MeteredBuckets(Protocol):
    """Usage by the hour, told apart by the revision of the meter that counted it."""

    def parts(self, scope: Scope, key: CounterKey, period: Period) -> Mapping[datetime, Parts]:
        """Return what each bucket of the period is made of, in the order of time, read strongly consistently."""
        ...


class EventState(Protocol):
    """Reads what says where events count, strongly consistently."""

    def of_events(
        self, scope: Scope, owners: Iterable[tuple[str, str | None]], wanted: Iterable[CounterKey]
    ) -> LiveState:
        """Return access of these customers and resources, and the counters that their events may move."""
        ...


class KnownMeters(Protocol):
    """The features of an environment that are counted from events."""

    def of(self, scope: Scope) -> Sequence[Feature]:
        """Return all of them as they are now, by their ids."""
        ...


class EventNames(Protocol):
    """The names of the events that were ever kept in an environment: what leads to all that are kept."""

    def remember(self, scope: Scope, names: Iterable[str]) -> None:
        """Keep these names, before the first event of each."""
        ...

    def all(self, scope: Scope) -> Sequence[str]:
        """Return all names, in an order that stays the same."""
        ...


class KeptEvents(Protocol):
    """The events that are kept, as they are looked up."""

    def following(
        self, scope: Scope, customer_id: str, event_name: str, after: str | None, *, limit: int, now: datetime
    ) -> Sequence[tuple[str, Event]]:
        """Return a customer's events of one name with their places, those that follow a place."""
        ...

    def page(
        self, scope: Scope, customer_id: str, event_name: str, request: PageRequest, *, now: datetime
    ) -> Page[Event]:
        """Return a page of a customer's events of one name, in an order that stays the same."""
        ...

    def count(self, scope: Scope, customer_id: str, event_name: str, *, now: datetime) -> int:
        """Return how many there are."""
        ...
