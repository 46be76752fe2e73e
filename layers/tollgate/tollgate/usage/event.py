"""An event: something that happened at a customer, as it is sent, and as it is kept."""

import json
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.usage.measurement import dimensions_of

MOST_EVENTS = 1_000
LARGEST_EVENT = 65_536
"""Bytes of one event as JSON."""
KEPT_FOR = timedelta(days=35)
MOST_LATE = KEPT_FOR
MOST_AHEAD = timedelta(minutes=5)
_LONGEST_NAME = 255
_LONGEST_KEY = 300
_SURELY_FITS = 10_000
"""Characters of dimensions: with the longest names and separators around them an event is smaller than it may be."""
_NOT_BLANK = {"customerId": _LONGEST_NAME, "eventName": _LONGEST_NAME, "idempotencyKey": _LONGEST_KEY}


class EventIdentity(NamedTuple):
    """What makes two events the same one; the instant they are dated at does not matter."""

    customer_id: str
    resource_id: str | None
    event_name: str
    idempotency_key: str


class NewEvent(Value):
    """What is sent. `dimensions` are canonical JSON, as `canonical_dimensions` makes it."""

    customer_id: str
    event_name: str
    idempotency_key: str
    resource_id: ResourceId = None
    timestamp: Instant | None = None
    dimensions: str | None = None

    @cached_property
    def identity(self) -> EventIdentity:
        """Return what makes two events the same one."""
        return EventIdentity(self.customer_id, self.resource_id, self.event_name, self.idempotency_key)

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Return what a meter may look at: the dimensions, and the name of the event."""
        return {**dimensions_of(self.dimensions), "eventName": self.event_name}

    def checked(self) -> "NewEvent":
        """Return the event, or raise `InvalidInput` for a blank or long text, or for what is too large to be kept."""
        texts = {"customerId": self.customer_id, "eventName": self.event_name, "idempotencyKey": self.idempotency_key}
        for field, longest in _NOT_BLANK.items():
            if not texts[field].strip() or len(texts[field]) > longest:
                raise InvalidInput(f"{field} has 1-{longest} characters and is not blank", field=field)
        if len(self.resource_id or "") > _LONGEST_NAME:
            raise InvalidInput(f"resourceId has at most {_LONGEST_NAME} characters", field="resourceId")
        # A character takes at most four bytes, and all else was found short: only few events have to be measured.
        if len(self.dimensions or "") > _SURELY_FITS:
            self._check_size()
        return self

    def _check_size(self) -> None:
        size = len(json.dumps(self.wire(), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if size > LARGEST_EVENT:
            raise InvalidInput(f"The event has {size} bytes; at most {LARGEST_EVENT} are kept, send fewer dimensions")

    def wire(self) -> dict[str, Any]:
        """Return the event as it is sent, its dimensions as an object."""
        sent = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"dimensions"})
        return sent if self.dimensions is None else {**sent, "dimensions": json.loads(self.dimensions)}

    def check_time(self, now: datetime) -> None:
        """Raise `InvalidInput` for an event of the future, or of a time before idempotency keys are remembered."""
        if self.timestamp is not None and self.timestamp > now + MOST_AHEAD:
            raise InvalidInput("timestamp is more than 5 minutes in the future", field="timestamp")
        if self.timestamp is not None and self.timestamp < now - MOST_LATE:
            raise InvalidInput(f"timestamp is more than {MOST_LATE.days} days ago", field="timestamp")


class Event(Entity):
    """An event as it is kept: `timestamp` is when it counts, `received_at` when it was taken in.

    `meters` are the features whose meters it passed, of those that had been changed by then, each with its revision.
    """

    customer_id: str
    event_name: str
    idempotency_key: str
    resource_id: str | None = None
    timestamp: Instant
    received_at: Instant
    dimensions: str | None = None
    meters: dict[str, int] | None = None

    @cached_property
    def identity(self) -> EventIdentity:
        """Return what makes two events the same one."""
        return EventIdentity(self.customer_id, self.resource_id, self.event_name, self.idempotency_key)

    @property
    def sent(self) -> NewEvent:
        """Return the event as it may have been sent, dated at when it counts."""
        return NewEvent(**{name: getattr(self, name) for name in NewEvent.model_fields})

    def was_met_by(self, feature_id: str, revision: int) -> bool:
        """Tell whether the event was counted, or left out, by this revision of a feature's meter or a later one."""
        return revision <= (self.meters or {}).get(feature_id, 0)


def event_of(new: NewEvent, *, received_at: datetime, now: datetime, is_on_test_clock: bool) -> Event:
    """Return the event to keep. `now` is the customer's present.

    One that is not dated happened when it was taken in; one that is a little ahead counts as of then. Whoever lives by
    a test clock has no other time than that.
    """
    latest = now if is_on_test_clock else min(received_at, now)
    values = {**dict(new), "timestamp": min(new.timestamp or latest, latest), "received_at": received_at}
    return Event(**values)
