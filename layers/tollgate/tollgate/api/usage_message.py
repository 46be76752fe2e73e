"""What the usage queue carries: chunks of events, as the API sends them, or of measurements, as producers inside do."""

from collections.abc import Sequence

from tollgate import wiring
from tollgate.api.event_chunk import EventChunk
from tollgate.api.rejected_usage import rejected_of
from tollgate.api.usage_chunk import UsageChunk
from tollgate.usage.ingest import ingest_usage
from tollgate.usage.ingest_events import ingest_events
from tollgate.usage.rejected import Arrival, Skipped

__all__ = ["Arrival", "Skipped", "ingest_message"]


def ingest_message(body: str, arrival: Arrival, *, is_redelivered: bool) -> Sequence[Skipped]:
    """Count what one message holds, keep what of it can never count, and return that.

    Raises `BadUserInput` for a message that is no chunk, and what a later delivery may cure.
    """
    chunk = EventChunk.of(body) or UsageChunk.of(body)
    skipped = [*chunk.malformed, *_ingest(chunk, is_redelivered=is_redelivered)]
    if skipped:
        wiring.rejected_usage().keep(chunk.scope, rejected_of(arrival, chunk.sent, skipped))
    return skipped


def _ingest(chunk: EventChunk | UsageChunk, *, is_redelivered: bool) -> Sequence[Skipped]:
    if isinstance(chunk, UsageChunk):
        metering, clock = wiring.metering(), wiring.customer_clock()
        return ingest_usage(chunk.scope, chunk.usages, metering=metering, clock=clock, ids=wiring.ids())
    return ingest_events(
        chunk.scope,
        chunk.events,
        received_at=chunk.received_at,
        metering=wiring.event_metering(),
        is_redelivered=is_redelivered,
    )
