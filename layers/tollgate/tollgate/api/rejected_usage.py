"""What of the usage queue can never count: as it is told, kept and shown."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Self

from pydantic import ValidationError

from tollgate.api.errors import bad_input
from tollgate.shared.entity import Instant, Value, json_number
from tollgate.usage.rejected import LONGEST_SENT, Arrival, RejectedUsage, Skipped


def unreadable(place: int, error: ValidationError) -> Skipped:
    """Return what is told of a part of a message that cannot be read."""
    refused = bad_input({**each, "loc": ("body", *each["loc"])} for each in error.errors())
    return Skipped(place, refused.code, refused.message)


def rejected_of(arrival: Arrival, sent: Sequence[Any], skipped: Iterable[Skipped]) -> list[RejectedUsage]:
    """Return what is kept of the parts of a message that were skipped."""
    return [_rejected(arrival, sent[each.place], each) for each in skipped]


def _rejected(arrival: Arrival, sent: Any, skipped: Skipped) -> RejectedUsage:
    text = json.dumps(sent, default=json_number, ensure_ascii=False)
    beginning = text.encode()[:LONGEST_SENT].decode(errors="ignore")
    is_cut = beginning != text
    kept = json.dumps(beginning, ensure_ascii=False) if is_cut else text
    return RejectedUsage(**arrival._asdict(), **skipped._asdict(), sent=kept, is_cut=is_cut)


class RejectedUsageView(Value):
    """An event or a measurement that was skipped: where it stood, what is wrong with it, and itself as it was sent.

    What `isCut` is only the beginning of it, as a text.
    """

    message_id: str
    place: int
    code: str
    message: str
    arrived_at: Instant
    sent: Any
    is_cut: bool

    @classmethod
    def of(cls, rejected: RejectedUsage) -> Self:
        """Return the view of what was kept."""
        return cls(**{**dict(rejected), "sent": json.loads(rejected.sent)})
