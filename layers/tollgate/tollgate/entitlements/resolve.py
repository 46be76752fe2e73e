"""Which of several sources decides: the most generous one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import FeatureType
from tollgate.catalog.package_grants import PackageGrants
from tollgate.catalog.unit_transformation import in_reported_units
from tollgate.customers.access import SubscriptionAccess
from tollgate.entitlements.live import LiveSubscription
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.reset_period import ResetPeriod

PlanVersion = tuple[str, int]

_SHORTNESS = {
    None: 0,
    ResetPeriod.YEAR: 1,
    ResetPeriod.MONTH: 2,
    ResetPeriod.WEEK: 3,
    ResetPeriod.DAY: 4,
    ResetPeriod.HOUR: 5,
}


@dataclass(frozen=True)
class Source:
    """One subscription's word on a feature: what its plan version grants."""

    resource_id: str | None
    subscription: SubscriptionAccess
    entitlement: FeatureEntitlement


@dataclass(frozen=True)
class Resolved:
    """What holds for a feature: the winning source, whose counter counts, and when that starts from zero again.

    `enum_values` are those of all sources together. Usage is the resource's where one of the resource's own
    subscriptions has the feature, else the customer's.
    """

    source: Source
    enum_values: tuple[str, ...] | None
    counter_resource_id: str | None
    schedule: ResetSchedule

    @property
    def entitlement(self) -> FeatureEntitlement:
        """Return what the winning source grants."""
        return self.source.entitlement


def versions_of(subscriptions: Iterable[LiveSubscription]) -> set[PlanVersion]:
    """Return the plan versions that have to be known to resolve what the subscriptions give."""
    return {(each.subscription.plan_id, each.subscription.plan_version) for each in subscriptions}


def sources_of(
    feature_id: str, subscriptions: Iterable[LiveSubscription], plans: Mapping[PlanVersion, PackageGrants]
) -> tuple[Source, ...]:
    """Return what each of the subscriptions gives of a feature."""
    sources = []
    for resource_id, subscription in subscriptions:
        plan = plans.get((subscription.plan_id, subscription.plan_version))
        entitlement = plan.entitlement_to(feature_id) if plan is not None else None
        if entitlement is not None:
            sources.append(Source(resource_id, subscription, entitlement))
    return tuple(sources)


def resolve(sources: tuple[Source, ...]) -> Resolved | None:
    """Return what holds for a feature, None where no source has it."""
    if not sources:
        return None
    source = max(sources, key=generosity)
    owner = next((each.resource_id for each in sources if each.resource_id is not None), None)
    return Resolved(
        source=source,
        enum_values=_all_values(sources),
        counter_resource_id=owner,
        schedule=ResetSchedule.of(source.entitlement, source.subscription),
    )


def generosity(source: Source) -> tuple[Any, ...]:
    """Return the rank of a source: granted, unlimited, the higher limit, the softer one, the shorter reset period.

    Limits are compared in the units of usage, whatever their reset periods. Between equals the resource's own
    subscription decides, then the newer one.
    """
    entitlement = source.entitlement
    return (
        entitlement.is_granted,
        entitlement.has_unlimited_usage,
        in_reported_units(entitlement.usage_limit or Decimal(0), entitlement.unit_transformation),
        entitlement.has_soft_limit,
        _SHORTNESS[entitlement.reset_period],
        source.resource_id is not None,
        source.subscription.starts_at,
        source.subscription.id,
    )


def _all_values(sources: tuple[Source, ...]) -> tuple[str, ...] | None:
    if sources[0].entitlement.feature_type is not FeatureType.ENUM:
        return None
    granted = (each.entitlement for each in sources if each.entitlement.is_granted)
    return tuple(dict.fromkeys(value for each in granted for value in each.enum_values or ()))
