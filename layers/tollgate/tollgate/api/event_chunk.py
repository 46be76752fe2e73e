"""The usage queue's other message: a chunk of events of one environment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import ValidationError

from tollgate.api.events import EventBody
from tollgate.api.queued_chunk import queued_chunk
from tollgate.api.rejected_usage import unreadable
from tollgate.shared.scope import Scope
from tollgate.usage.event import NewEvent
from tollgate.usage.rejected import Skipped


class EventChunk:
    """What was `sent`: events by their place in it, and the places of those that cannot be read."""

    def __init__(
        self, scope: Scope, received_at: datetime, sent: Sequence[Any], events: Mapping[int, NewEvent]
    ) -> None:
        self.scope, self.received_at, self.sent, self.events = scope, received_at, sent, events
        self.malformed: list[Skipped] = []

    @classmethod
    def of(cls, body: str) -> Self | None:
        """Return the chunk, None where the message holds no events.

        Raises `BadUserInput` where it names no environment. An event that cannot be read keeps no others waiting.
        """
        queued = queued_chunk(body, "events")
        if queued is None:
            return None
        events: dict[int, NewEvent] = {}
        chunk = cls(queued.scope, queued.received_at, queued.sent, events)
        for place, each in enumerate(queued.sent):
            try:
                events[place] = EventBody.model_validate(each).to_event()
            except ValidationError as broken:
                chunk.malformed.append(unreadable(place, broken))
        return chunk
