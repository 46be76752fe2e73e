"""What happens when usage comes to a threshold of its limit."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from tollgate.catalog.plan import Plan
from tollgate.customers.access import SubscriptionAccess
from tollgate.customers.customer import Customer
from tollgate.entitlements.counter import NOTHING, Counter
from tollgate.entitlements.entitlement import Entitlement
from tollgate.shared.entity import wire_instant
from tollgate.shared.events import DomainEvent
from tollgate.usage.threshold import used_percentage


class EntitlementUsageExceeded(DomainEvent):
    """Usage came to a threshold of its limit: the highest one that a change of the counter crossed.

    `crossedThresholds` are all that it crossed: who hears of a lower one only is told of that.
    """

    event_type: ClassVar[str] = "ENTITLEMENT_USAGE_EXCEEDED"
    source: ClassVar[str] = "usage"

    @classmethod
    def of(
        cls,
        entitlement: Entitlement,
        counter: Counter,
        crossed: Sequence[int],
        *,
        customer: Customer,
        subscriptions: Iterable[tuple[SubscriptionAccess, Plan | None]],
    ) -> Self:
        """Return the event; usage and limit are in the units of the limit, `usage` that of the counter's own period."""
        usage, limit = entitlement.current_usage or NOTHING, entitlement.usage_limit or NOTHING
        feature = entitlement.feature
        return cls(
            aggregate=f"ENTITLEMENT#{entitlement.feature_id}",
            parent_id=customer.id,
            occurred_at=counter.updated_at,
            payload={
                "thresholdPercentage": max(crossed),
                "crossedThresholds": list(crossed),
                "usageUsedPercentage": used_percentage(usage, limit),
                **entitlement.model_dump(mode="json", by_alias=True, include=_SHOWN),
                **_period_of(entitlement, counter),
                "feature": {
                    "id": entitlement.feature_id,
                    "name": feature.display_name if feature is not None else None,
                    "featureType": feature.feature_type.value if feature is not None else None,
                    "meterType": feature.meter_type.value if feature is not None else None,
                    "unit": feature.feature_units if feature is not None else None,
                    "units": feature.feature_units_plural if feature is not None else None,
                },
                "customer": {
                    "entityId": customer.uuid,
                    **customer.model_dump(mode="json", by_alias=True, include={"id", "name", "email"}),
                },
                "resource": {"id": entitlement.resource_id} if entitlement.resource_id is not None else None,
                "activeSubscriptions": [_shown(*each) for each in subscriptions],
            },
        )


_SHOWN = {"current_usage", "usage_limit", "has_unlimited_usage", "has_soft_limit", "reset_period"}


def _period_of(entitlement: Entitlement, counter: Counter) -> dict[str, Any]:
    if entitlement.reset_period is None:
        bounds = dict.fromkeys(("usagePeriodAnchor", "usagePeriodStart", "usagePeriodEnd"))
        return {**bounds, "resetPeriodConfiguration": None}
    anchor = entitlement.usage_period_anchor
    according_to = entitlement.reset_anchor
    return {
        "usagePeriodAnchor": wire_instant(anchor) if anchor is not None else None,
        "usagePeriodStart": wire_instant(counter.period.start),
        "usagePeriodEnd": wire_instant(counter.period.end),
        "resetPeriodConfiguration": {"accordingTo": according_to.value} if according_to is not None else None,
    }


def _shown(subscription: SubscriptionAccess, plan: Plan | None) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "startDate": wire_instant(subscription.starts_at),
        "plan": {"id": subscription.plan_id, "name": plan.display_name if plan is not None else None},
    }
