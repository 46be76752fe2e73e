"""Events on the wire."""

from typing import Annotated, Self

from pydantic import Field

from tollgate.api.request import parse_json
from tollgate.api.usage import Dimensions
from tollgate.api.wire import ListQuery, SentInstant
from tollgate.shared.entity import Instant, Value
from tollgate.usage.event import MOST_EVENTS, Event, NewEvent
from tollgate.usage.measurement import canonical_dimensions

LARGEST_EVENTS_BODY = 5_000_000


class EventBody(Value):
    """One event."""

    customer_id: str
    event_name: str
    idempotency_key: str
    resource_id: str | None = None
    timestamp: SentInstant | None = None
    dimensions: Dimensions | None = None

    def to_event(self) -> NewEvent:
        """Return the domain's event."""
        return NewEvent(**{**dict(self), "dimensions": canonical_dimensions(self.dimensions)})


class ReportEventsBody(Value):
    """Events to count."""

    events: Annotated[list[EventBody], Field(min_length=1, max_length=MOST_EVENTS)]

    def to_events(self) -> list[NewEvent]:
        """Return the domain's events."""
        return [each.to_event() for each in self.events]


class Accepted(Value):
    """Nothing to tell: the events are on their way."""


class KeptEventsQuery(ListQuery):
    """Which kept events are asked for."""

    customer_id: str
    event_name: str


class EventCountQuery(Value):
    """Which kept events are counted."""

    customer_id: str
    event_name: str


class KeptEventView(Value):
    """An event as it is kept, 35 days long."""

    customer_id: str
    event_name: str
    idempotency_key: str
    resource_id: str | None
    timestamp: Instant
    received_at: Instant
    dimensions: Dimensions

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return the view of a kept event."""
        values = event.model_dump(exclude={"schema_version", "dimensions", "meters"})
        return cls(**values, dimensions=parse_json(event.dimensions or "{}"))


class EventCount(Value):
    """How many events are kept."""

    count: int
