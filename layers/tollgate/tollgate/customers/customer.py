"""A customer: who holds subscriptions and entitlements."""

from typing import Self

from tollgate.shared.entity import Entity, Instant


class Customer(Entity):
    """Who holds subscriptions and entitlements. Archiving takes name and e-mail away for good.

    A `test_clock_id` names the clock that tells the customer's time; it is chosen once, at creation.

    `ending_from` is where the ending of an archived customer's subscriptions goes on: at the customer itself (an
    empty text) or at one of its resources, in the order of their ids. None: nothing is left to end.
    """

    id: str
    uuid: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: str | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | None = None
    ending_from: str | None = None

    @property
    def is_archived(self) -> bool:
        """Tell whether the customer may neither subscribe nor be seen."""
        return self.archived_at is not None

    def archived(self, *, at: Instant) -> Self:
        """Return the customer as archiving leaves it: without personal data, its subscriptions still to be ended."""
        return self.but(name=None, email=None, archived_at=at, updated_at=at, ending_from="")

    def unarchived(self, *, at: Instant) -> Self:
        """Return the customer as it may subscribe again."""
        return self.but(archived_at=None, updated_at=at)
