"""A test clock: it tells the time of the customers attached to it, and stands still until it is advanced."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant

MOST_CUSTOMERS = 20
"""As many as one step can look through for what falls due next."""


class TestClockStatus(StrEnum):
    """Whether a clock stands still, moves, or was stopped by something that could not be done."""

    READY = "READY"
    ADVANCING = "ADVANCING"
    FAILED = "FAILED"


class TestClock(Entity):
    """The time of some customers. `frozen_time` is their present; `advancing_to` is where the clock is moving.

    `customer_ids` are the customers attached to it that are not archived, or are still being ended. They are in the
    clock's own document, so that of those who join and leave, and the steps of an advance, one follows the other.
    `created_at` and `updated_at` are of the world's time.
    """

    id: str
    uuid: str
    name: str | None = None
    frozen_time: Instant
    status: TestClockStatus = TestClockStatus.READY
    advancing_to: Instant | None = None
    task_id: str | None = None
    customer_ids: tuple[str, ...] = ()
    created_at: Instant
    updated_at: Instant

    @property
    def is_advancing(self) -> bool:
        """Tell whether the clock is moving."""
        return self.status is TestClockStatus.ADVANCING

    @property
    def is_full(self) -> bool:
        """Tell whether no further customer can join."""
        return len(self.customer_ids) >= MOST_CUSTOMERS

    def with_customer(self, customer_id: str) -> Self:
        """Return the clock with one more customer."""
        return self.but(customer_ids=(*self.customer_ids, customer_id))

    def without_customer(self, customer_id: str) -> Self:
        """Return the clock without a customer."""
        return self.but(customer_ids=tuple(each for each in self.customer_ids if each != customer_id))

    def advancing(self, to: datetime, *, task_id: str, at: datetime) -> Self:
        """Return the clock on its way to an instant."""
        return self.but(status=TestClockStatus.ADVANCING, advancing_to=to, task_id=task_id, updated_at=at)

    def moved_to(self, moment: datetime, *, at: datetime) -> Self:
        """Return the clock further on its way; it never goes back."""
        return self.but(frozen_time=max(self.frozen_time, moment), updated_at=at)

    def arrived(self, *, at: datetime) -> Self:
        """Return the clock at the instant it was advanced to."""
        there = self.moved_to(self.advancing_to or self.frozen_time, at=at)
        return there.but(status=TestClockStatus.READY, advancing_to=None)

    def stopped(self, *, at: datetime) -> Self:
        """Return the clock where it came to, because something could not be done."""
        return self.but(status=TestClockStatus.FAILED, advancing_to=None, updated_at=at)
