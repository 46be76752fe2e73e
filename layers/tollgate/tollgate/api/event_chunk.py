"""The usage queue's other message: a chunk of events of one environment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from json import JSONDecodeError
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from tollgate.api.events import EventBody
from tollgate.api.rejected_usage import unreadable
from tollgate.api.request import parse_json
from tollgate.shared.entity import Instant
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.usage.event import NewEvent
from tollgate.usage.rejected import Skipped

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


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
        try:
            message: Any = parse_json(body)
            if not isinstance(message, dict) or "events" not in message:
                return None
            scope = Scope(account_id=message["accountId"], environment_id=message["environmentId"])
            received_at = _INSTANT.validate_python(message["receivedAt"])
            listed = list(message["events"])
        except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
            raise BadUserInput(
                "A message of the usage queue holds accountId, environmentId, receivedAt and events"
            ) from broken
        events: dict[int, NewEvent] = {}
        chunk = cls(scope, received_at, listed, events)
        for place, each in enumerate(listed):
            try:
                events[place] = EventBody.model_validate(each).to_event()
            except ValidationError as broken:
                chunk.malformed.append(unreadable(place, broken))
        return chunk
