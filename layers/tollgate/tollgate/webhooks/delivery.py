"""A delivery: one event on its way to one webhook, and what became of each attempt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.webhooks.sending import Outcome

IMMEDIATE_ATTEMPTS = 4
"""One attempt and three more at once (`integrations-widgets-workflows.md` 1.2)."""
SPACED_ATTEMPTS = 3
SPACING = timedelta(seconds=30)
"""Between the attempts after those."""
MOST_ATTEMPTS = IMMEDIATE_ATTEMPTS + SPACED_ATTEMPTS
KEPT_FOR = timedelta(days=30)
_LATEST = 3 * MOST_ATTEMPTS
"""So many attempts of former rounds and of this one are told of."""


class DeliveryStatus(StrEnum):
    """PENDING deliveries are tried again by themselves; FAILED ones only where somebody replays them."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class DeliveryAttempt(Value):
    """One attempt: what the endpoint answered, or why it did not.

    `number` counts from 1 for each round; a replay begins a round anew, `replay` says which. `latency_ms` is the time
    until the answer.
    """

    number: int
    replay: int = 0
    at: Instant
    status_code: int | None = None
    error: str | None = None
    latency_ms: int

    @property
    def is_success(self) -> bool:
        """Tell whether the endpoint took the body."""
        return self.status_code is not None and 200 <= self.status_code < 300


class Delivery(Entity):
    """One event told to one webhook. Its id is the event's `messageId`, which is the same in every attempt.

    `attempts` are the latest ones, oldest first. The body is kept with the message and is what a replay sends again;
    `variant` says which of the message's bodies it is.
    """

    id: str
    webhook_id: str
    event_type: str
    variant: int = 0
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: tuple[DeliveryAttempt, ...] = ()
    replays: int = 0
    next_attempt_at: Instant | None = None
    created_at: Instant
    updated_at: Instant

    @property
    def made(self) -> int:
        """Return how many attempts of this round were made."""
        return max((each.number for each in self.attempts if each.replay == self.replays), default=0)

    @property
    def at_once(self) -> int:
        """Return how many attempts follow one another without a wait, where none of them succeeds."""
        return max(IMMEDIATE_ATTEMPTS - self.made, 1)

    def attempt(self, number: int, outcome: Outcome, *, at: datetime) -> DeliveryAttempt:
        """Return what is told of an attempt of this round."""
        return DeliveryAttempt(
            number=number,
            replay=self.replays,
            at=at,
            status_code=outcome.status_code,
            error=outcome.error,
            latency_ms=outcome.latency_ms,
        )

    def attempted(self, attempts: Sequence[DeliveryAttempt], *, at: datetime) -> Self:
        """Return the delivery after further attempts: delivered, failed for now, or to be tried again."""
        told = self.but(attempts=(*self.attempts, *attempts)[-_LATEST:], next_attempt_at=None, updated_at=at)
        if any(each.is_success for each in attempts) or self.status is DeliveryStatus.DELIVERED:
            return told.but(status=DeliveryStatus.DELIVERED)
        if told.made >= MOST_ATTEMPTS:
            return told.but(status=DeliveryStatus.FAILED)
        return told.but(next_attempt_at=at + SPACING)

    def given_up(self, *, at: datetime) -> Self:
        """Return the delivery as it waits to be replayed."""
        return self.but(status=DeliveryStatus.FAILED, next_attempt_at=None, updated_at=at)

    def replayed(self, *, at: datetime) -> Self:
        """Return the delivery at the beginning of another round."""
        return self.but(status=DeliveryStatus.PENDING, replays=self.replays + 1, next_attempt_at=at, updated_at=at)
