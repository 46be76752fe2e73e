"""The EventBridge bus every event goes to."""

from collections.abc import Iterator, Sequence
from typing import Any

from botocore.session import get_session

from tollgate.shared.events import RecordedEvent

_MOST_ENTRIES = 10
_LARGEST_CALL = 256 * 1024
"""What one PutEvents call takes: 10 entries, 256 KB together, so no entry may be larger either."""
_TIME_BYTES = 14
"""What the time of an entry counts for."""

_NOT_PUBLISHED = {"changed_from"}

Entry = dict[str, Any]


class EventBridgeBus:
    """Publishes with the event's name as detail-type; satisfies `EventBus`."""

    def __init__(self, name: str, *, region: str) -> None:
        self._name = name
        self.client: Any = get_session().create_client("events", region_name=region)

    def publish(self, events: Sequence[RecordedEvent]) -> int:
        """Publish in order and return how many were taken before the first that was not.

        Nothing is sent after a refusal: the stream delivers everything from there on again, in order.
        """
        taken = 0
        for entries in _calls([self._entry(event) for event in events]):
            results = self.client.put_events(Entries=entries)["Entries"]
            refused = next((index for index, result in enumerate(results) if result.get("ErrorCode")), None)
            if refused is not None:
                return taken + refused
            taken += len(entries)
        return taken

    def _entry(self, event: RecordedEvent) -> Entry:
        entry = self._entry_with(event)
        if size_of(entry) <= _LARGEST_CALL:
            return entry
        # What does not fit is told without its payload: who needs that reads the aggregate.
        return self._entry_with(event.but(payload={"isOmitted": True}))

    def _entry_with(self, event: RecordedEvent) -> Entry:
        return {
            "EventBusName": self._name,
            "Time": event.occurred_at,
            "Source": event.source,
            "DetailType": event.name,
            "Detail": event.model_dump_json(by_alias=True, exclude=_NOT_PUBLISHED),
        }


def size_of(entry: Entry) -> int:
    """Return the size of an entry as EventBridge counts it."""
    return _TIME_BYTES + sum(len(entry[name].encode()) for name in ("Source", "DetailType", "Detail"))


def _calls(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    call: list[Entry] = []
    for entry in entries:
        if call and (len(call) == _MOST_ENTRIES or sum(map(size_of, [*call, entry])) > _LARGEST_CALL):
            yield call
            call = []
        call.append(entry)
    if call:
        yield call
