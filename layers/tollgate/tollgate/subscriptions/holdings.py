"""What a customer, or one of its resources, holds, while an operation changes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.resource import CustomerResource
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope
from tollgate.subscriptions.access_row import access_of
from tollgate.subscriptions.end_subscription import end_subscription
from tollgate.subscriptions.errors import SubscriptionWithoutAccess
from tollgate.subscriptions.events import (
    SubscriptionCreated,
    SubscriptionEvent,
    SubscriptionTrialStarted,
    SubscriptionUpdated,
)
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.spending import spent, standing_of
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


class Holdings:
    """The subscriptions of one (customer, resource) that have not ended: changed here, written once, at `write`.

    The access item's version puts the operations on one holder one after the other.
    """

    def __init__(self, scope: Scope, access: Access, life: Lifecycle, *, is_new_resource: bool = False) -> None:
        self.scope, self.life = scope, life
        self._access, self._is_new_resource = access, is_new_resource
        self._is_changed = is_new_resource
        self._known: dict[str, Subscription] = {}
        self.now = life.clock.now(scope, access.test_clock_id)

    @classmethod
    def of(cls, scope: Scope, customer_id: str, resource_id: str | None, life: Lifecycle) -> "Holdings":
        """Load what is held; a resource that is new comes into being when it is written.

        Raises `CustomerNotFound`, or `EntityIsArchived` where the customer may hold nothing new.
        """
        found = life.access.find_many(scope, customer_id, {None, resource_id})
        own = found.get(None)
        if own is None:
            raise CustomerNotFound.of(customer_id)
        if own.is_archived:
            raise EntityIsArchived.of("customer", customer_id)
        nothing = Access(customer_id=customer_id, resource_id=resource_id, test_clock_id=own.test_clock_id)
        held = found.get(resource_id, nothing)
        return cls(scope, held, life, is_new_resource=resource_id not in found)

    @classmethod
    def around(cls, scope: Scope, subscription: Subscription, life: Lifecycle) -> "Holdings":
        """Load what is held beside a subscription that goes on; raises `SubscriptionWithoutAccess`."""
        access = life.access.find(scope, subscription.customer_id, subscription.resource_id)
        if access is None or not access.gives(subscription.id):
            raise SubscriptionWithoutAccess.named(subscription.id)
        holdings = cls(scope, access, life)
        holdings._known[subscription.id] = subscription
        return holdings

    @property
    def customer_id(self) -> str:
        """Return whose subscriptions these are."""
        return self._access.customer_id

    @property
    def resource_id(self) -> str | None:
        """Return the resource they are for, None for the customer itself."""
        return self._access.resource_id

    @property
    def test_clock_id(self) -> str | None:
        """Return the clock that tells the customer's time."""
        return self._access.test_clock_id

    @property
    def access(self) -> Access:
        """Return the access item as it is so far."""
        return self._access

    @property
    def ids(self) -> list[str]:
        """Return the ids of what is held."""
        return [row.id for row in self._access.subscriptions]

    def row_of(self, subscription_id: str) -> SubscriptionAccess | None:
        """Return what a subscription gives, None where it is not held."""
        return next((each for each in self._access.subscriptions if each.id == subscription_id), None)

    def stored(self, subscription_id: str) -> Subscription:
        """Return a subscription that was loaded, as it is known so far."""
        return self._known[subscription_id]

    def know(self, subscription: Subscription) -> None:
        """Let a subscription that is about to change be known as it is so far."""
        self._known[subscription.id] = subscription

    def in_slot(self, product_id: str) -> list[Subscription]:
        """Return what is held of a product, oldest first."""
        return self._loaded(row.id for row in self._access.subscriptions if row.product_id == product_id)

    def held(self) -> list[Subscription]:
        """Return everything that is held, oldest first."""
        return self._loaded(self.ids)

    def _loaded(self, ids: Iterable[str]) -> list[Subscription]:
        found = [self._load(each) for each in ids]
        # Ended since the access item was read: the item's version tells at commit.
        return [each for each in found if each is not None and not each.has_ended]

    def occupant(self, product_id: str, *, is_trial: bool) -> Subscription | None:
        """Return the one subscription to a product that is live, in a trial or not."""
        status = SubscriptionStatus.IN_TRIAL if is_trial else SubscriptionStatus.ACTIVE
        return next((each for each in self.in_slot(product_id) if each.status is status), None)

    def begin(self, subscription: Subscription, *, usage_cut: datetime | None = None, **told: Any) -> Subscription:
        """Take a new subscription in, and tell of it; what is `told` goes into the event."""
        self.life.subscriptions.add(self.scope, subscription)
        self._hold(subscription, usage_cut)
        self.tell(SubscriptionCreated.of(subscription, at=subscription.updated_at, **told))
        if subscription.status is SubscriptionStatus.IN_TRIAL:
            self.tell(SubscriptionTrialStarted.of(subscription, at=subscription.updated_at, **told))
        return subscription

    def keep(
        self,
        subscription: Subscription,
        event: type[SubscriptionEvent] = SubscriptionUpdated,
        *,
        usage_cut: datetime | None = None,
        **told: Any,
    ) -> Subscription:
        """Take a changed subscription in, and tell of it as of the instant it was changed."""
        self.life.subscriptions.save(self.scope, subscription)
        row = self.row_of(subscription.id)
        before = row.usage_cut if row is not None else None
        self._hold(subscription, usage_cut if usage_cut is not None else before)
        self.tell(event.of(subscription, at=subscription.updated_at, **told))
        return subscription

    def end(self, subscription: Subscription, trigger: Trigger, *, at: datetime) -> Subscription:
        """Return a subscription as something that happens ends it, and let go of it."""
        life = self.life
        ended = end_subscription(
            self.scope, subscription, trigger, at=at, subscriptions=life.subscriptions, events=life.events
        )
        self._access = self._access.without_subscription(ended.id)
        self._known[ended.id], self._is_changed = ended, True
        return ended

    def release(self, subscription_id: str) -> None:
        """Let go of a subscription that another one of the customer's holders takes in."""
        self._access = self._access.without_subscription(subscription_id)
        self._is_changed = True

    def tell(self, event: SubscriptionEvent) -> None:
        """Tell what happened, with the change."""
        self.life.events.record(self.scope, event)

    def write(self) -> None:
        """Stage the access item, and the resource where it is new."""
        if not self._is_changed:
            return
        if not self._is_new_resource:
            self.life.access.save(self.scope, self._access)
            return
        resource = CustomerResource(id=self.resource_id or "", customer_id=self.customer_id, created_at=self.now)
        self.life.customers.add_resource(self.scope, resource)
        self.life.access.add(self.scope, self._access)
        # Archiving the customer goes over its resources: its own access item decides which of the two came first.
        own = self.life.access.find(self.scope, self.customer_id)
        if own is not None:
            self.life.access.save(self.scope, own)

    def _load(self, subscription_id: str) -> Subscription | None:
        if subscription_id not in self._known:
            found = self.life.subscriptions.find_of(self.scope, self.customer_id, subscription_id)
            if found is None:
                return None
            self._known[subscription_id] = found
        return self._known[subscription_id]

    def reckon(self, subscription: Subscription) -> bool:
        """Take in how a subscription stands to its budget by now, and tell whether that is something else than before.

        That it came to its budget is told, once in a period.
        """
        row = self.row_of(subscription.id)
        standing = standing_of(self.scope, subscription, self.life, now=self.now)
        reckoned = standing.access if standing is not None else None
        if row is None or row.budget == reckoned:
            return False
        self._access, self._is_changed = self._access.with_subscription(row.but(budget=reckoned)), True
        told = row.budget.exceeded_until if row.budget is not None else None
        if standing is not None and standing.access.exceeded_until not in {None, told}:
            self.tell(spent(subscription, standing.spend, at=self.now))
        return True

    def _hold(self, subscription: Subscription, usage_cut: datetime | None) -> None:
        self._known[subscription.id], self._is_changed = subscription, True
        former = self.row_of(subscription.id)
        row = access_of(subscription, usage_cut=usage_cut)
        self._access = self._access.with_subscription(row.but(budget=former.budget if former is not None else None))
        if subscription.budget is not None or (former is not None and former.budget is not None):
            self.reckon(subscription)
