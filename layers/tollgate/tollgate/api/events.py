"""Events on the wire."""

from typing import Annotated

from pydantic import Field

from tollgate.api.usage import Dimensions
from tollgate.api.wire import SentInstant
from tollgate.shared.entity import Value
from tollgate.usage.event import MOST_EVENTS, NewEvent
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
