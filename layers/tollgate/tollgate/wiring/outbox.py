"""What was told: the outbox, read back, streamed, and as the activity log."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tollgate.shared.events import Outbox, RecordedEvent
from tollgate.wiring.work import clock

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.activity.ports import ActivityLog


def outbox() -> Outbox:
    """Return the events of the last 30 days."""
    from tollgate.storage.outbox import DynamoOutbox

    return DynamoOutbox()


def activity_log() -> "ActivityLog":
    """Return what happened in the last 30 days, as people look it up."""
    from tollgate.storage.activity import DynamoActivityLog

    return DynamoActivityLog(clock())


def streamed_events(records: Iterable[Mapping[str, Any]]) -> list[RecordedEvent]:
    """Return the events that records of the outbox table's stream tell of."""
    from tollgate.storage.outbox import event_of_image

    return [event_of_image(record["dynamodb"]["NewImage"]) for record in records]
