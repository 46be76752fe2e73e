"""A delivery: one event on its way to one webhook, and what became of each attempt."""

from enum import StrEnum

from tollgate.shared.entity import Entity, Instant, Value

MOST_ATTEMPTS = 7
"""One attempt, three at once after it, three more 30 seconds apart (`integrations-widgets-workflows.md` 1.2)."""


class DeliveryStatus(StrEnum):
    """PENDING deliveries are tried again by themselves; FAILED ones only where somebody replays them."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class DeliveryAttempt(Value):
    """One attempt: what the endpoint answered, or why it did not.

    `number` counts from 1 for each round; a replay begins a round anew. `latency_ms` is the time until the answer.
    """

    number: int
    at: Instant
    status_code: int | None = None
    error: str | None = None
    latency_ms: int


class Delivery(Entity):
    """One event told to one webhook. Its id is the event's `messageId`, which is the same in every attempt.

    `attempts` are the latest ones, oldest first. The body is kept beside it and is what a replay sends again.
    """

    id: str
    webhook_id: str
    event_type: str
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: tuple[DeliveryAttempt, ...] = ()
    replays: int = 0
    next_attempt_at: Instant | None = None
    created_at: Instant
    updated_at: Instant
