"""A message of the usage queue: a list of what one environment was sent at once."""

from datetime import datetime
from json import JSONDecodeError
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from tollgate.api.request import parse_json
from tollgate.shared.entity import Instant
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


class QueuedChunk(NamedTuple):
    """Whose it is, when it was received, and what was sent, unread."""

    scope: Scope
    received_at: datetime
    sent: list[Any]


def queued_chunk(body: str, holds: str) -> QueuedChunk | None:
    """Return what a message `holds` under this name, None where it holds something else.

    Raises `BadUserInput` where it names no environment, or not when it was received.
    """
    try:
        message: Any = parse_json(body)
        if not isinstance(message, dict) or holds not in message:
            return None
        return QueuedChunk(
            Scope(account_id=message["accountId"], environment_id=message["environmentId"]),
            _INSTANT.validate_python(message["receivedAt"]),
            list(message[holds]),
        )
    except (JSONDecodeError, KeyError, TypeError, ValidationError) as broken:
        raise BadUserInput(
            f"A message of the usage queue holds accountId, environmentId, receivedAt and {holds}"
        ) from broken
