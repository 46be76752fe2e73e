"""Make whole what was too large for the bus, which carries such events without their payload."""

from tollgate.event_catalogue.ports import ToldEvents
from tollgate.shared.events import RecordedEvent

_OMITTED = {"isOmitted": True}


def whole_event(event: RecordedEvent, told: ToldEvents) -> RecordedEvent:
    """Return the event with its payload; raises `LookupError` where it was omitted and is not kept any more."""
    if event.payload != _OMITTED:
        return event
    found = told.find(event.scope, event.aggregate, event.id)
    if found is None:
        raise LookupError(f"{event.name} {event.id} of {event.aggregate} is not kept any more")
    return found
