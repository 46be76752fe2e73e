"""What the usage queue carries: chunks of events or of consumptions, as the API sends them, or of measurements."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tollgate import wiring
from tollgate.api.consumption_chunk import ConsumptionChunk
from tollgate.api.event_chunk import EventChunk
from tollgate.api.rejected_usage import rejected_of
from tollgate.api.usage_chunk import UsageChunk
from tollgate.credits.consumption import Consumption
from tollgate.credits.wallet import WalletKey
from tollgate.shared.errors import ConcurrentChange, DomainError, Unavailable
from tollgate.shared.scope import ActorType, Scope
from tollgate.usage.ingest import ingest_usage
from tollgate.usage.ingest_events import ingest_events
from tollgate.usage.rejected import Arrival, Skipped

if TYPE_CHECKING:  # a message of events needs none of it
    from tollgate.credits.consume_queued import Refused

__all__ = ["Arrival", "Skipped", "ingest_message"]


def ingest_message(body: str, arrival: Arrival, *, is_redelivered: bool) -> Sequence[Skipped]:
    """Count what one message holds, keep what of it can never count, and return that.

    Raises `BadUserInput` for a message that is no chunk, and what a later delivery may cure.
    """
    chunk = EventChunk.of(body) or ConsumptionChunk.of(body) or UsageChunk.of(body)
    skipped = [*chunk.malformed, *_ingest(chunk, is_redelivered=is_redelivered)]
    if skipped:
        wiring.rejected_usage().keep(chunk.scope, rejected_of(arrival, chunk.sent, skipped))
    return skipped


def _ingest(chunk: EventChunk | ConsumptionChunk | UsageChunk, *, is_redelivered: bool) -> Sequence[Skipped]:
    if isinstance(chunk, ConsumptionChunk):
        return list(_consume(chunk))
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


def _consume(chunk: ConsumptionChunk) -> Iterator[Skipped]:
    """Burn what the chunk asks for, one transaction after the other, and yield what can never be burnt."""
    from tollgate.credits.consume_queued import by_wallet
    from tollgate.credits.count_burnt import names_entities

    places: dict[tuple[WalletKey, str], int] = {}
    for place, each in chunk.consumptions.items():
        places.setdefault((each.wallet, each.idempotency_key), place)
    listed = list(chunk.consumptions.values())
    attributing = wiring.attributing()
    for part in by_wallet(listed, lambda each: names_entities(chunk.scope, each, attributing)):
        for refused in _consumed(chunk.scope, part):
            place = places[refused.consumption.wallet, refused.consumption.idempotency_key]
            yield Skipped(place, refused.error.code, refused.error.message)


def _consumed(scope: Scope, part: Sequence[Consumption]) -> "list[Refused]":
    from tollgate.credits.consume_queued import Refused, consume_queued

    def consume() -> list[Refused]:
        return consume_queued(scope, part, ports=wiring.crediting(), today=wiring.clock().now())

    try:
        return wiring.transact(consume, actor=ActorType.SYSTEM)
    except (ConcurrentChange, Unavailable):  # a later delivery may cure it
        raise
    except DomainError as error:
        return [Refused(each, error) for each in part]
