"""The usage queue's message: a chunk of measurements of one environment."""

from collections.abc import Mapping, Sequence
from json import JSONDecodeError
from typing import Any, Self

from pydantic import ValidationError

from tollgate.api.rejected_usage import unreadable
from tollgate.api.request import parse_json
from tollgate.api.usage import UsageBody
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.usage.measurement import NewMeasurement
from tollgate.usage.rejected import Skipped


class UsageChunk:
    """What was `sent`: measurements by their place in it, and the places of those that cannot be read."""

    def __init__(self, scope: Scope, sent: Sequence[Any], usages: Mapping[int, NewMeasurement]) -> None:
        self.scope, self.sent, self.usages = scope, sent, usages
        self.malformed: list[Skipped] = []

    @classmethod
    def of(cls, body: str) -> Self:
        """Return the chunk; raises `BadUserInput` where the message names no environment or holds no measurements.

        A measurement that cannot be read does not keep the others waiting. Each needs an idempotencyKey of its own,
        because a queue delivers a message more than once.
        """
        try:
            message = parse_json(body)
            scope = Scope(account_id=message["accountId"], environment_id=message["environmentId"])
            listed = list(message["usages"])
        except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
            raise BadUserInput("A message of the usage queue holds accountId, environmentId and usages") from broken
        usages: dict[int, NewMeasurement] = {}
        chunk = cls(scope, listed, usages)
        for place, each in enumerate(listed):
            try:
                usage = UsageBody.model_validate(each).to_measurement()
            except ValidationError as broken:
                chunk.malformed.append(unreadable(place, broken))
                continue
            if usage.idempotency_key is None:
                chunk.malformed.append(Skipped(place, BadUserInput.code, "idempotencyKey: Field required"))
            else:
                usages[place] = usage
        return chunk
