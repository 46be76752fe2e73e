"""The usage queue's message: a chunk of measurements of one environment."""

from json import JSONDecodeError
from typing import Self

from pydantic import ValidationError

from tollgate.api.request import parse_json
from tollgate.api.usage import UsageBody
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.usage.ingest import Skipped
from tollgate.usage.measurement import NewMeasurement


class UsageChunk:
    """Measurements by their place in the chunk, and the places of those that cannot be read."""

    def __init__(self, scope: Scope, usages: dict[int, NewMeasurement], malformed: list[Skipped]) -> None:
        self.scope, self.usages, self.malformed = scope, usages, malformed

    @classmethod
    def of(cls, body: str) -> Self:
        """Return the chunk; raises `BadUserInput` where the message names no environment or holds no measurements.

        A measurement that cannot be read does not keep the others waiting. Each needs an idempotencyKey of its own,
        because a queue delivers a message more than once.
        """
        try:
            chunk = parse_json(body)
            scope = Scope(account_id=chunk["accountId"], environment_id=chunk["environmentId"])
            listed = list(chunk["usages"])
        except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
            raise BadUserInput("A message of the usage queue holds accountId, environmentId and usages") from broken
        usages: dict[int, NewMeasurement] = {}
        malformed: list[Skipped] = []
        for place, each in enumerate(listed):
            try:
                usage = UsageBody.model_validate(each).to_measurement()
            except ValidationError:
                malformed.append(Skipped(place, BadUserInput.code))
                continue
            if usage.idempotency_key is None:
                malformed.append(Skipped(place, BadUserInput.code))
            else:
                usages[place] = usage
        return cls(scope, usages, malformed)
