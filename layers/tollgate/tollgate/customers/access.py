"""The access item: what a customer, or one of its resources, may use right now, small enough to be read on each check.

It exists from the customer's (or the resource's) creation on. Every write to a subscription of the same (customer,
resource) writes it in its own transaction, so its version puts those writes one after the other.
"""

from datetime import datetime
from typing import Self

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.shared.entity import Amount, Entity, Instant, Value


class AddonAccess(Value):
    """An add-on that a subscription holds: one published version of it, so many times."""

    id: str
    version_number: int
    quantity: int


class UnitAccess(Value):
    """How many units of a feature were bought; they are its limit. An `addon_id` names the add-on they come with."""

    feature_id: str
    units: Amount
    addon_id: str | None = None


class SubscriptionAccess(Value):
    """What a subscription that has not ended gives: a plan version, from one instant and perhaps until another.

    On top of the plan come `addons` and `units`; `overrides` are entitlements agreed with this subscription, which
    stand in the place of the plan's. `usage_anchor` is what reset periods count from; it survives a change of plan in
    the slot. `usage_cut`, where set, is the instant at which resettable usage was set back to zero by such a change.
    One `is_on_hold` waits for its first payment and gives nothing.
    `changes_at` is the instant at which something else follows by itself, where rows alone do not tell what.
    """

    id: str
    product_id: str
    plan_id: str
    plan_version: int
    addons: tuple[AddonAccess, ...] = ()
    units: tuple[UnitAccess, ...] = ()
    overrides: tuple[FeatureEntitlement, ...] = ()
    is_trial: bool = False
    is_on_hold: bool = False
    starts_at: Instant
    ends_at: Instant | None = None
    changes_at: Instant | None = None
    usage_anchor: Instant
    usage_cut: Instant | None = None
    updated_at: Instant

    def is_live(self, now: datetime) -> bool:
        """Tell whether it gives anything at this instant."""
        return not self.is_on_hold and self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Access(Entity):
    """Everything a check needs to know of one (customer, resource). `resource_id` None means the customer itself.

    A `test_clock_id` names the clock that tells the customer's time.
    """

    customer_id: str
    resource_id: str | None = None
    is_archived: bool = False
    test_clock_id: str | None = None
    subscriptions: tuple[SubscriptionAccess, ...] = ()

    def gives(self, subscription_id: str) -> bool:
        """Tell whether the subscription is among those that have not ended."""
        return any(each.id == subscription_id for each in self.subscriptions)

    def with_subscription(self, subscription: SubscriptionAccess) -> Self:
        """Return the access with this subscription added or replaced."""
        others = tuple(each for each in self.subscriptions if each.id != subscription.id)
        return self.but(subscriptions=(*others, subscription))

    def without_subscription(self, subscription_id: str) -> Self:
        """Return the access without a subscription that has ended."""
        return self.but(subscriptions=tuple(each for each in self.subscriptions if each.id != subscription_id))

    def with_plan_version(self, subscription_id: str, version: int, *, at: datetime) -> Self:
        """Return the access with another plan version behind one of its subscriptions; usage is counted as before."""
        moved = (
            each.but(plan_version=version, updated_at=at) if each.id == subscription_id else each
            for each in self.subscriptions
        )
        return self.but(subscriptions=tuple(moved))
