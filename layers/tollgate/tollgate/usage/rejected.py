"""What arrived by the usage queue and can never count, as an operator finds it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from tollgate.shared.entity import Instant, Value
from tollgate.usage.event import KEPT_FOR

REJECTED_FOR: timedelta = KEPT_FOR
"""How long it is kept: as long as an event, so that it can be repaired and sent again under its own timestamp."""


LONGEST_SENT = 100_000
"""Bytes that are kept of one, as JSON: more than an event may have, and an item holds them however they are escaped."""


class Skipped(NamedTuple):
    """What of a chunk was not recorded: its place in it, and the code and the words of what is wrong with it."""

    place: int
    code: str
    message: str


class Arrival(NamedTuple):
    """A message of the queue, and when it was sent: the same however often it comes."""

    message_id: str
    arrived_at: datetime


class RejectedUsage(Value):
    """An event or a measurement that was skipped: where it stood, what is wrong with it, and itself, as JSON.

    A message that comes again is rejected under the same names. `arrived_at` is when it was sent. What `is_cut` is only
    its beginning, as a text.
    """

    message_id: str
    place: int
    code: str
    message: str
    arrived_at: Instant
    sent: str
    is_cut: bool = False
