"""The access item: what a customer, or one of its resources, may use right now, small enough to be read on each check.

It exists from the customer's (or the resource's) creation on. Every write to a subscription of the same (customer,
resource), and every promotional grant to the customer, writes it in its own transaction, so its version puts those
writes one after the other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import SerializationInfo, SerializerFunctionWrapHandler, field_serializer, model_serializer

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.customers.access_terms import BudgetAccess, CreditAccess, RateAccess
from tollgate.shared.entity import Amount, Entity, Instant, Value
from tollgate.shared.period import Period


def _without_nothing(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value or name not in names}


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


class UsageRecount(Value):
    """That a feature's kept events are counted again for the customer, by a task, as the schedule of a period has it.

    `revision` grows with each; `meter_revision` is that of the meter it was begun for.
    """

    feature_id: str
    revision: int
    meter_revision: int
    period: Period
    task_id: str


class SubscriptionAccess(Value):
    """What a subscription that has not ended gives: a plan version, from one instant and perhaps until another.

    On top of the plan come `addons` and `units`; `overrides` are entitlements agreed with this subscription, which
    stand in the place of the plan's; many of them are stored apart, under the name `override_set`. `usage_anchor` is
    what reset periods count from; it survives a change of plan in the slot. `usage_cut`, where set, is the instant at
    which resettable usage was set back to zero by such a change.
    One `is_on_hold` waits for its first payment and gives nothing.
    `credits` are those it gives beside what versions grant, `rates` what usage burns of credits.
    `budget` tells how it stands to its budget, where it has one.
    `changes_at` is the instant at which something else follows by itself, where rows alone do not tell what.
    """

    id: str
    product_id: str
    plan_id: str
    plan_version: int
    addons: tuple[AddonAccess, ...] = ()
    units: tuple[UnitAccess, ...] = ()
    overrides: tuple[FeatureEntitlement, ...] = ()
    override_set: str | None = None
    credits: tuple[CreditAccess, ...] = ()
    rates: tuple[RateAccess, ...] = ()
    is_trial: bool = False
    is_on_hold: bool = False
    starts_at: Instant
    ends_at: Instant | None = None
    changes_at: Instant | None = None
    usage_anchor: Instant
    usage_cut: Instant | None = None
    budget: BudgetAccess | None = None
    updated_at: Instant

    @model_serializer(mode="wrap")
    def _briefly(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what most subscriptions have none of: the item is read on each check, and paid for by its size."""
        return _without_nothing(write(self), "credits", "rates")

    def is_live(self, now: datetime) -> bool:
        """Tell whether it gives anything at this instant."""
        return not self.is_on_hold and self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def is_spent(self, feature_id: str, now: datetime) -> bool:
        """Tell whether a hard budget is used up that the use of this feature counts for."""
        budget = self.budget
        if budget is None or not budget.is_hard or budget.exceeded_until is None:
            return False
        return now < budget.exceeded_until and feature_id in budget.features

    def changes_by(self, now: datetime) -> bool:
        """Tell whether what follows by itself has come due, so that the row alone no longer tells what holds."""
        return self.changes_at is not None and self.changes_at <= now


class PromotionalAccess(Value):
    """What was granted to the customer beside any plan, from one instant and perhaps until another.

    Its reset periods count from its own start. What its entitlement leaves at the default is not written: the item
    is read on each check.
    """

    entitlement: FeatureEntitlement
    starts_at: Instant
    ends_at: Instant | None = None

    @field_serializer("entitlement")
    def _briefly(self, entitlement: FeatureEntitlement, info: SerializationInfo) -> dict[str, Any]:
        return entitlement.model_dump(
            mode=info.mode, by_alias=info.by_alias or False, exclude_defaults=True, context=info.context
        )

    @property
    def id(self) -> str:
        """Return the internal id of the grant."""
        return self.entitlement.uuid

    @property
    def feature_id(self) -> str:
        """Return the feature that was granted."""
        return self.entitlement.feature_id

    @property
    def usage_anchor(self) -> datetime:
        """Return what reset periods count from."""
        return self.starts_at

    @property
    def usage_cut(self) -> None:
        """Return that no change of plan sets its usage back."""
        return

    @property
    def updated_at(self) -> datetime:
        """Return when it was granted as it is."""
        return self.entitlement.updated_at

    def is_live(self, now: datetime) -> bool:
        """Tell whether it gives anything at this instant."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Access(Entity):
    """Everything a check needs to know of one (customer, resource). `resource_id` None means the customer itself.

    A `test_clock_id` names the clock that tells the customer's time. Promotions are in the customer's own item, one
    per feature, and so is what of its usage was counted again. `credit_thresholds` are the shares of granted credits,
    in percent, at which it is told that no more is left; None are those of the environment.
    """

    customer_id: str
    resource_id: str | None = None
    is_archived: bool = False
    test_clock_id: str | None = None
    subscriptions: tuple[SubscriptionAccess, ...] = ()
    promotions: tuple[PromotionalAccess, ...] = ()
    recounts: tuple[UsageRecount, ...] = ()
    credit_thresholds: tuple[Amount, ...] | None = None

    @model_serializer(mode="wrap")
    def _briefly(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what most customers have none of."""
        return _without_nothing(write(self), "credit_thresholds", "creditThresholds")

    def recount_of(self, feature_id: str) -> UsageRecount | None:
        """Return the latest recount of a feature for this customer, None where there was none."""
        return next((each for each in self.recounts if each.feature_id == feature_id), None)

    def with_recount(self, recount: UsageRecount) -> Self:
        """Return the access with a recount, in the place of the one of the same feature before."""
        others = tuple(each for each in self.recounts if each.feature_id != recount.feature_id)
        return self.but(recounts=(*others, recount))

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

    def with_promotions(self, promotions: Iterable[PromotionalAccess]) -> Self:
        """Return the access with these promotions added, or in the place of those to the same features."""
        added = tuple(promotions)
        others = self.without_promotions({each.feature_id for each in added}).promotions
        return self.but(promotions=(*others, *added))

    def without_promotions(self, feature_ids: Collection[str]) -> Self:
        """Return the access without what was granted of these features beside any plan."""
        return self.but(promotions=tuple(each for each in self.promotions if each.feature_id not in feature_ids))

    def changes_by(self, now: datetime) -> bool:
        """Tell whether something that follows by itself has come due, and is not written here yet."""
        return any(each.changes_by(now) for each in self.subscriptions)

    def with_addon_version(self, subscription_id: str, addon_id: str, version: int, *, at: datetime) -> Self:
        """Return the access with another version behind an add-on of one of its subscriptions."""

        def moved(row: SubscriptionAccess) -> SubscriptionAccess:
            addons = (each.but(version_number=version) if each.id == addon_id else each for each in row.addons)
            return row.but(addons=tuple(addons), updated_at=at)

        rows = (moved(each) if each.id == subscription_id else each for each in self.subscriptions)
        return self.but(subscriptions=tuple(rows))
