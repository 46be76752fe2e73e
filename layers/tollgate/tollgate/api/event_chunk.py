"""The usage queue's other message: a chunk of events of one environment."""

from collections.abc import Mapping
from datetime import datetime
from json import JSONDecodeError
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from tollgate.api.events import EventBody
from tollgate.api.request import parse_json
from tollgate.shared.entity import Instant
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.usage.event import NewEvent
from tollgate.usage.ingest import Skipped

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


class EventChunk:
    """Events by their place in the chunk, and the places of those that cannot be read."""

    def __init__(
        self, scope: Scope, received_at: datetime, events: Mapping[int, NewEvent], malformed: list[Skipped]
    ) -> None:
        self.scope, self.received_at, self.events, self.malformed = scope, received_at, events, malformed

    @classmethod
    def of(cls, body: str) -> Self | None:
        """Return the chunk, None where the message holds no events.

        Raises `BadUserInput` where it names no environment. An event that cannot be read keeps no others waiting.
        """
        try:
            chunk: Any = parse_json(body)
            if not isinstance(chunk, dict) or "events" not in chunk:
                return None
            scope = Scope(account_id=chunk["accountId"], environment_id=chunk["environmentId"])
            received_at = _INSTANT.validate_python(chunk["receivedAt"])
            listed = list(chunk["events"])
        except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
            raise BadUserInput(
                "A message of the usage queue holds accountId, environmentId, receivedAt and events"
            ) from broken
        events: dict[int, NewEvent] = {}
        malformed: list[Skipped] = []
        for place, each in enumerate(listed):
            try:
                events[place] = EventBody.model_validate(each).to_event()
            except ValidationError:
                malformed.append(Skipped(place, BadUserInput.code))
        return cls(scope, received_at, events, malformed)
