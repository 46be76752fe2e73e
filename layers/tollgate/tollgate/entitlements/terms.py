"""The terms of a subscription: what its plan, units, overrides and add-ons each say of a feature, and come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.catalog.package_grants import PackageGrants
from tollgate.catalog.unit_transformation import in_reported_units
from tollgate.customers.access import AddonAccess, SubscriptionAccess
from tollgate.shared.reset_period import ResetPeriod

PackageVersion = tuple[str, int]

NONE = Decimal(0)
_SHORTNESS = {
    None: 0,
    ResetPeriod.YEAR: 1,
    ResetPeriod.MONTH: 2,
    ResetPeriod.WEEK: 3,
    ResetPeriod.DAY: 4,
    ResetPeriod.HOUR: 5,
}


class Grants(NamedTuple):
    """What the versions of plans and add-ons grant that subscriptions hold."""

    plans: Mapping[PackageVersion, PackageGrants]
    addons: Mapping[PackageVersion, PackageGrants] = {}


class TermKind(StrEnum):
    """Where a term comes from."""

    OVERRIDE = "OVERRIDE"
    UNITS = "UNITS"
    PLAN = "PLAN"
    ADDON = "ADDON"
    PROMOTION = "PROMOTION"


@dataclass(frozen=True)
class Term:
    """One row that says something of a feature; the entitlement is what it says, an add-on's quantity included."""

    kind: TermKind
    entitlement: FeatureEntitlement
    package: PackageVersion | None = None
    quantity: int | None = None

    @property
    def of_addon(self) -> bool:
        """Tell whether it comes on top of the plan."""
        return self.quantity is not None


def worth(entitlement: FeatureEntitlement) -> tuple[Any, ...]:
    """Return the rank of a value: granted, unlimited, the higher limit, the softer one, the shorter reset period.

    Limits are compared in the units of usage, whatever their reset periods.
    """
    return (
        entitlement.is_granted,
        entitlement.has_unlimited_usage,
        in_reported_units(entitlement.usage_limit or NONE, entitlement.unit_transformation),
        entitlement.has_soft_limit,
        _SHORTNESS[entitlement.reset_period],
    )


def terms_of(
    feature_id: str, subscription: SubscriptionAccess, grants: Grants, feature: Feature | None
) -> tuple[Term, ...]:
    """Return everything a subscription says of a feature: the plan's side, what decides first, then its add-ons.

    Of a feature that is bought without standing in the package, `feature` tells the kind.
    """
    plan = (subscription.plan_id, subscription.plan_version)
    overrides = [Term(TermKind.OVERRIDE, each) for each in subscription.overrides if each.feature_id == feature_id]
    plan_side = _of_package(feature_id, subscription, None, grants.plans.get(plan), feature)
    terms = [*overrides, *(Term(kind, each, plan) for kind, each in plan_side)]
    for addon in sorted(subscription.addons, key=lambda each: (each.id, each.version_number)):
        package = (addon.id, addon.version_number)
        found = _of_package(feature_id, subscription, addon, grants.addons.get(package), feature)
        terms += [Term(kind, each, package, addon.quantity) for kind, each in found[:1]]
    return tuple(terms)


def combined(terms: Sequence[Term]) -> tuple[FeatureEntitlement, tuple[Term, ...]]:
    """Return what terms of one subscription come to, and those that count.

    The plan's side is an override, else bought units, else the plan itself. Add-ons that override replace it, and
    those that increment too, by the best of them; otherwise those that increment are added to it.
    """
    addons = [each for each in terms if each.of_addon]
    overriding = [each for each in addons if each.entitlement.behavior is EntitlementBehavior.OVERRIDE]
    if overriding:
        best = sorted(overriding, key=_rank, reverse=True)
        # Values of a list have no order: all that override are granted together.
        is_list = best[0].entitlement.feature_type is FeatureType.ENUM and best[0].entitlement.is_granted
        counted = [each for each in best if each.entitlement.is_granted] if is_list else best[:1]
    else:
        plan_side = [each for each in terms if not each.of_addon][:1]
        added = [*plan_side, *sorted(addons, key=_rank, reverse=True)]
        counted = [each for each in added if each.entitlement.is_granted] or added[:1]
    return _joined([each.entitlement for each in counted]), tuple(counted)


def all_values(entitlements: Iterable[FeatureEntitlement]) -> tuple[str, ...]:
    """Return the values of a list that these grant together, in their order."""
    granted = (each for each in entitlements if each.is_granted)
    return tuple(dict.fromkeys(value for each in granted for value in each.enum_values or ()))


def _of_package(
    feature_id: str,
    subscription: SubscriptionAccess,
    addon: AddonAccess | None,
    package: PackageGrants | None,
    feature: Feature | None,
) -> list[tuple[TermKind, FeatureEntitlement]]:
    """Return what a plan or an add-on says: units that were bought of the feature before what its version grants.

    Units are all that were bought with an add-on, whatever its quantity; a granted value comes once per add-on.
    """
    addon_id = addon.id if addon is not None else None
    units = [each.units for each in subscription.units if (each.feature_id, each.addon_id) == (feature_id, addon_id)]
    held = package.entitlement_to(feature_id) if package is not None else None
    found = []
    if units:
        is_soft = package is not None and package.charges_beyond(feature_id)
        blank = held or _blank(feature, subscription, is_soft=is_soft)
        if blank is not None:
            bought = blank.but(usage_limit=sum(units, NONE), has_unlimited_usage=False, is_granted=True)
            found.append((TermKind.UNITS, bought))
    if held is not None and addon is not None:
        found.append((TermKind.ADDON, _times(held, addon.quantity)))
    elif held is not None:
        found.append((TermKind.PLAN, held))
    return found


def _blank(feature: Feature | None, subscription: SubscriptionAccess, *, is_soft: bool) -> FeatureEntitlement | None:
    if feature is None:
        return None
    return FeatureEntitlement.blank(feature, uuid=feature.uuid, at=subscription.updated_at).but(has_soft_limit=is_soft)


def _times(entitlement: FeatureEntitlement, quantity: int) -> FeatureEntitlement:
    if entitlement.usage_limit is None or quantity == 1:
        return entitlement
    return entitlement.but(usage_limit=entitlement.usage_limit * quantity)


def _rank(term: Term) -> tuple[Any, ...]:
    return (*worth(term.entitlement), term.package)


def _joined(entitlements: Sequence[FeatureEntitlement]) -> FeatureEntitlement:
    """Return what entitlements are together, in the spirit of the first: its units, and its reset period if it has."""
    first, *others = entitlements
    if not others:
        return first
    resetting = next((each for each in entitlements if each.reset_period is not None), first)
    is_unlimited = any(each.has_unlimited_usage for each in entitlements)
    return first.but(
        has_unlimited_usage=is_unlimited,
        usage_limit=None if is_unlimited else _sum(entitlements),
        has_soft_limit=any(each.has_soft_limit for each in entitlements),
        reset_period=resetting.reset_period,
        reset_anchor=resetting.reset_anchor,
        enum_values=all_values(entitlements) if first.feature_type is FeatureType.ENUM else None,
        updated_at=max(each.updated_at for each in entitlements),
    )


def _sum(entitlements: Sequence[FeatureEntitlement]) -> Decimal | None:
    if all(each.usage_limit is None for each in entitlements):
        return None
    transformation = entitlements[0].unit_transformation
    if all(each.unit_transformation == transformation for each in entitlements):
        return sum((each.usage_limit or NONE for each in entitlements), NONE)
    # Their versions were published with different units: what they come to in reports is what they come to.
    reported = [in_reported_units(each.usage_limit or NONE, each.unit_transformation) for each in entitlements]
    return sum(reported, NONE) / (transformation.divide if transformation is not None else 1)
