"""A subscription in a list, at its place there."""

from datetime import datetime
from typing import NamedTuple

from tollgate.subscriptions.subscription import Subscription


class ListedSubscription(NamedTuple):
    """A subscription and its position in the order of creation."""

    position: str
    subscription: Subscription

    @property
    def id(self) -> str:
        """Return the subscription's id."""
        return self.subscription.id

    @property
    def created_at(self) -> datetime:
        """Return when it was created."""
        return self.subscription.created_at
