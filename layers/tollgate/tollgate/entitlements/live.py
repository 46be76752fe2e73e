"""What a check reads: access items and usage counters, as they are at this instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AfterValidator

from tollgate.customers.access import Access, PromotionalAccess, SubscriptionAccess
from tollgate.entitlements.counter import Counter, CounterKey

if TYPE_CHECKING:  # what burns no credits starts without them
    from tollgate.credits.wallet import Wallet, WalletKey

ResourceId = Annotated[str | None, AfterValidator(lambda text: text or None)]
"""The resource asked about; an empty text is none, as None is: the customer itself."""


class LiveSubscription(NamedTuple):
    """A subscription that gives something now, and the resource it is for; None is the customer itself."""

    resource_id: str | None
    subscription: SubscriptionAccess


class Held(NamedTuple):
    """What gives something now: subscriptions, and what was granted to the customer beside them."""

    subscriptions: tuple[LiveSubscription, ...] = ()
    promotions: tuple[PromotionalAccess, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is neither."""
        return not self.subscriptions and not self.promotions


@dataclass(frozen=True)
class LiveState:
    """Access by (customer, resource), counters and wallets by key, as far as they were asked for and exist."""

    access: Mapping[tuple[str, str | None], Access] = field(default_factory=dict)
    counters: Mapping[CounterKey, Counter] = field(default_factory=dict)
    wallets: "Mapping[WalletKey, Wallet]" = field(default_factory=dict)

    def access_of(self, customer_id: str, resource_id: str | None = None) -> Access | None:
        """Return what the customer or one of its resources may use, None where there is no such one."""
        return self.access.get((customer_id, resource_id))

    def test_clock_of(self, customer_id: str) -> str | None:
        """Return the test clock that tells the customer's time, None where the world's clock does.

        An archived customer lives by no clock: its own may be gone.
        """
        customer = self.access_of(customer_id)
        return customer.test_clock_id if customer is not None and not customer.is_archived else None

    def held(self, customer_id: str, resource_id: str | None, now: datetime) -> Held:
        """Return everything that gives something now; promotions are the customer's, and count for its resources."""
        own = self.access_of(customer_id)
        promotions = own.promotions if own is not None else ()
        live = tuple(each for each in promotions if each.is_live(now)) if promotions else ()
        return Held(self.subscriptions(customer_id, resource_id, now), live)

    def subscriptions(self, customer_id: str, resource_id: str | None, now: datetime) -> tuple[LiveSubscription, ...]:
        """Return the subscriptions that give something now: the resource's first, then the customer's own.

        Raises `LookupError` where what was agreed with one of them is not stored: without it nothing can be decided.
        """
        held = []
        for owner in (resource_id, None) if resource_id is not None else (None,):
            access = self.access_of(customer_id, owner)
            if access is not None:
                held += [LiveSubscription(owner, each) for each in access.subscriptions if each.is_live(now)]
        lost = next((each.subscription for each in held if each.subscription.override_set is not None), None)
        if lost is not None:
            raise LookupError(f"The overrides of {lost.id} are not stored; recalculate the customer's entitlements")
        return tuple(held)

    def cuts(self, customer_id: str, resource_id: str | None) -> tuple[datetime, ...]:
        """Return the instants at which usage of the customer or its resource was cut by a change of plan."""
        items = (self.access_of(customer_id, owner) for owner in {resource_id, None})
        rows = (each for access in items if access is not None for each in access.subscriptions)
        return tuple(each.usage_cut for each in rows if each.usage_cut is not None)

    def next_change(self, customer_id: str, resource_id: str | None, feature_id: str, now: datetime) -> datetime | None:
        """Return the next instant at which a source of a feature begins or ends to give something, or is followed."""
        items = (self.access_of(customer_id, owner) for owner in {resource_id, None})
        moments: list[datetime | None] = []
        for access in items:
            if access is not None:
                for row in access.subscriptions:
                    moments += (row.starts_at, row.ends_at, row.changes_at)
                    moments.append(row.budget.exceeded_until if row.budget is not None else None)
                for promotion in access.promotions:
                    if promotion.feature_id == feature_id:
                        moments += (promotion.starts_at, promotion.ends_at)
        return min((moment for moment in moments if moment is not None and moment > now), default=None)
