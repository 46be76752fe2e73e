"""The usage queue's third message: a chunk of consumptions of one environment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from json import JSONDecodeError
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from tollgate.api.credit_consumption import ConsumptionBody
from tollgate.api.rejected_usage import unreadable
from tollgate.api.request import parse_json
from tollgate.credits.consumption import Consumption
from tollgate.shared.entity import Instant
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.usage.rejected import Skipped

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


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
        try:
            message: Any = parse_json(body)
            if not isinstance(message, dict) or "consumptions" not in message:
                return None
            scope = Scope(account_id=message["accountId"], environment_id=message["environmentId"])
            received_at = _INSTANT.validate_python(message["receivedAt"])
            listed = list(message["consumptions"])
        except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
            raise BadUserInput(
                "A message of the usage queue holds accountId, environmentId, receivedAt and consumptions"
            ) from broken
        found: dict[int, Consumption] = {}
        chunk = cls(scope, listed, found)
        for place, each in enumerate(listed):
            try:
                consumption = ConsumptionBody.model_validate(each).to_consumption()
                found[place] = consumption.but(created_at=consumption.created_at or received_at)
            except ValidationError as broken:
                chunk.malformed.append(unreadable(place, broken))
        return chunk
