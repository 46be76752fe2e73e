"""Reads single events back from the outbox."""

from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.storage import outbox_keys
from tollgate.storage.lean import read_item
from tollgate.storage.outbox import event_of_image


class DynamoToldEvents:
    """Satisfies `event_catalogue.ports.ToldEvents`."""

    def find(self, scope: Scope, aggregate: str, event_id: str) -> RecordedEvent | None:
        """Return the event, None where there is none or it is older than 30 days."""
        item = read_item("outbox", outbox_keys.event(scope, aggregate, event_id))
        return event_of_image(item) if item is not None else None
