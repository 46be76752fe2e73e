"""What the usage queue carries: chunks of events, as the API sends them, or of measurements, as producers inside do."""

from collections.abc import Sequence

from tollgate import wiring
from tollgate.api.event_chunk import EventChunk
from tollgate.api.usage_chunk import UsageChunk
from tollgate.usage.ingest import Skipped, ingest_usage
from tollgate.usage.ingest_events import ingest_events

__all__ = ["Skipped", "ingest_message"]


def ingest_message(body: str, *, is_redelivered: bool) -> Sequence[Skipped]:
    """Count what one message holds and return what of it was skipped.

    Raises `BadUserInput` for a message that is no chunk, and what a later delivery may cure.
    """
    events = EventChunk.of(body)
    if events is not None:
        skipped = ingest_events(
            events.scope,
            events.events,
            received_at=events.received_at,
            metering=wiring.event_metering(),
            is_redelivered=is_redelivered,
        )
        return [*events.malformed, *skipped]
    chunk = UsageChunk.of(body)
    recorded = ingest_usage(
        chunk.scope, chunk.usages, metering=wiring.metering(), clock=wiring.customer_clock(), ids=wiring.ids()
    )
    return [*chunk.malformed, *recorded]
