"""What happens to usage: that it was reported, and that it came to a threshold of its limit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.customers.access import SubscriptionAccess
from tollgate.customers.customer import Customer
from tollgate.entitlements.counter import NOTHING, Counter
from tollgate.entitlements.entitlement import Entitlement
from tollgate.shared.entity import json_number, wire_instant
from tollgate.shared.events import DomainEvent
from tollgate.shared.reset_windows import ALL_TIME
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
                "feature": _feature(entitlement),
                "customer": {
                    "entityId": customer.uuid,
                    **customer.model_dump(mode="json", by_alias=True, include={"id", "name", "email"}),
                },
                "resource": {"id": entitlement.resource_id} if entitlement.resource_id is not None else None,
                "activeSubscriptions": [_shown(*each) for each in subscriptions],
            },
        )


class MeasurementReported(DomainEvent):
    """Usage was reported, by a measurement or by events; several that were written at once are told as one."""

    event_type: ClassVar[str] = "MEASUREMENT_REPORTED"
    source: ClassVar[str] = "usage"

    @classmethod
    def of(cls, entitlement: Entitlement, counter: Counter, change: Decimal) -> Self:
        """Return the event; change, usage and limit are in the units of the limit, usage that of the counted period."""
        usage, limit = entitlement.current_usage or NOTHING, entitlement.usage_limit
        is_for_good = counter.period.end == ALL_TIME.end
        return cls(
            aggregate=f"MEASUREMENT#{entitlement.feature_id}",
            parent_id=entitlement.customer_id,
            occurred_at=counter.updated_at,
            payload={
                "currentChange": json_number(change),
                "usageUsedPercentage": used_percentage(usage, limit) if limit is not None else None,
                **entitlement.model_dump(mode="json", by_alias=True, include=_MEASURED),
                "nextResetDate": wire_instant(counter.period.end) if not is_for_good else None,
                "feature": {**_feature(entitlement), **_more_of(entitlement.feature)},
                "customer": {"id": entitlement.customer_id},
                "resource": {"id": entitlement.resource_id} if entitlement.resource_id is not None else None,
            },
        )


_MEASURED = {"current_usage", "usage_limit", "has_unlimited_usage"}
_SHOWN = {"current_usage", "usage_limit", "has_unlimited_usage", "has_soft_limit", "reset_period"}


def _feature(entitlement: Entitlement) -> dict[str, Any]:
    feature = entitlement.feature
    return {
        "id": entitlement.feature_id,
        "name": feature.display_name if feature is not None else None,
        "featureType": feature.feature_type.value if feature is not None else None,
        "meterType": feature.meter_type.value if feature is not None else None,
        "unit": feature.feature_units if feature is not None else None,
        "units": feature.feature_units_plural if feature is not None else None,
    }


def _more_of(feature: Feature | None) -> dict[str, Any]:
    if feature is None:
        return {}
    return {"description": feature.description, "status": feature.feature_status.value}


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
