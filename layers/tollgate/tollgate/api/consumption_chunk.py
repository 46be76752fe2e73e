"""The usage queue's third message: a chunk of consumptions of one environment."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import ValidationError

from tollgate.api.credit_consumption import ConsumptionBody
from tollgate.api.queued_chunk import queued_chunk
from tollgate.api.rejected_usage import unreadable
from tollgate.credits.consumption import Consumption
from tollgate.shared.scope import Scope
from tollgate.usage.rejected import Skipped


class ConsumptionChunk:
    """What was `sent`: consumptions by their place in it, and the places of those that cannot be read."""

    def __init__(self, scope: Scope, sent: Sequence[Any], consumptions: Mapping[int, Consumption]) -> None:
        self.scope, self.sent, self.consumptions = scope, sent, consumptions
        self.malformed: list[Skipped] = []

    @classmethod
    def of(cls, body: str) -> Self | None:
        """Return the chunk, None where the message holds no consumptions; one without an instant is of its sending.

        Raises `BadUserInput` where it names no environment. One that cannot be read keeps no others waiting.
        """
        queued = queued_chunk(body, "consumptions")
        if queued is None:
            return None
        found: dict[int, Consumption] = {}
        chunk = cls(queued.scope, queued.sent, found)
        for place, each in enumerate(queued.sent):
            try:
                consumption = ConsumptionBody.model_validate(each).to_consumption()
                found[place] = consumption.but(created_at=consumption.created_at or queued.received_at)
            except ValidationError as broken:
                chunk.malformed.append(unreadable(place, broken))
        return chunk
