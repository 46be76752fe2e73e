"""What subscriptions need from storage and queues. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.listed import ListedSubscription
from tollgate.subscriptions.place import SubscriptionPlace
from tollgate.subscriptions.subscription import Subscription


class SubscriptionRepository(Protocol):
    """The subscriptions of an environment, ended ones included."""

    def find(self, scope: Scope, subscription_id: str) -> Subscription | None:
        """Return the subscription, or None where there is none of this id."""
        ...

    def find_of(self, scope: Scope, customer_id: str, subscription_id: str) -> Subscription | None:
        """Return the subscription of a customer, or None where the customer has none of this id."""
        ...

    def of_customer(self, scope: Scope, customer_id: str) -> list[Subscription]:
        """Return every subscription of a customer."""
        ...

    def paid_by(self, scope: Scope, customer_id: str) -> list[Subscription]:
        """Return the subscriptions of others that were ever agreed to be paid by the customer."""
        ...

    def places_of_plan(
        self, scope: Scope, plan_id: str, *, walk: str, after: str | None, limit: int
    ) -> list[SubscriptionPlace]:
        """Return where the plan's subscriptions are found, ended ones included, oldest first after a place.

        Fewer than `limit` are the last. What was read ahead in the same walk is not read again.
        """
        ...

    def find_at(self, scope: Scope, places: Iterable[SubscriptionPlace]) -> list[Subscription]:
        """Return the subscriptions that are found at these places, at once."""
        ...

    def page(self, scope: Scope, filters: SubscriptionFilters, request: PageRequest) -> Page[Subscription]:
        """Return a page of the subscriptions that fit the filters, newest first."""
        ...

    def walk(
        self, scope: Scope, filters: SubscriptionFilters, *, after: str | None, is_back: bool
    ) -> Iterator[ListedSubscription]:
        """Yield the subscriptions that fit the filters beyond a position: newest first, or going back oldest first."""
        ...

    def read_ahead(
        self, scope: Scope, customer_id: str, plan_id: str, *, held: Iterable[str], new_id: str | None
    ) -> None:
        """Read at once what provisioning is about to load: the plan, its product, what is held, and who has the id."""
        ...

    def add(self, scope: Scope, subscription: Subscription) -> None:
        """Stage a new subscription; its id is unique in the environment."""
        ...

    def save(self, scope: Scope, subscription: Subscription) -> None:
        """Stage the changed subscription."""
        ...


class DueWallets(Protocol):
    """Does what has come due in wallets: grants take effect and expire, credits are granted anew."""

    def run(self, scope: Scope, customer_id: str, resource_id: str | None, currency_id: str) -> bool:
        """Stage what has come due in one, and tell whether there is more."""
        ...


class DueIndex(Protocol):
    """What waits for an instant, over all environments, in shards that one worker at a time sweeps."""

    def shards(self) -> list[str]:
        """Return the shards."""
        ...

    def waiting(self, shard: str, *, now: datetime) -> list[DueWork]:
        """Return what has fallen due in a shard, soonest first, at most as much as one sweep passes on."""
        ...

    def lease(self, shard: str, *, owner: str, now: datetime, until: datetime) -> bool:
        """Stage the lease of a shard; tell whether it was free, or this owner's already."""
        ...


class CustomerAgenda(Protocol):
    """What waits for an instant among everything that some customers have, read strongly consistently."""

    def soonest(self, scope: Scope, customer_ids: Iterable[str], *, until: datetime) -> DueWork | None:
        """Return what falls due first, None where nothing does until then."""
        ...


class DueQueue(Protocol):
    """Takes what has fallen due; the work of one customer is done in order."""

    def send(self, work: Iterable[DueWork]) -> None:
        """Send the work; what was sent in the last minutes already is not sent twice."""
        ...
