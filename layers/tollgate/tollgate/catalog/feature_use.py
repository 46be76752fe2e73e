"""Which packages use a feature or a group: those with a draft, or a latest version that is sold, that hold it."""

from collections.abc import Iterable

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package import Package
from tollgate.catalog.package_use import in_use
from tollgate.catalog.ports import AddonRepository, PlanRepository
from tollgate.shared.scope import Scope


def sold_packages(scope: Scope, *, plans: PlanRepository, addons: AddonRepository) -> list[Package]:
    """Return every draft, and every latest version that is sold, of plans and add-ons."""
    return [*in_use(scope, plans), *in_use(scope, addons)]


def packages_using(packages: Iterable[Package], feature_id: str) -> list[str]:
    """Return the ids of the packages that use the feature."""
    return sorted({each.id for each in packages if _uses(each, feature_id)})


def values_in_use(packages: Iterable[Package], feature_id: str) -> set[str]:
    """Return the values of an ENUM feature that packages grant."""
    return {value for each in entitlements_to(packages, feature_id) for value in each.enum_values or ()}


def entitlements_to(packages: Iterable[Package], feature_id: str) -> list[FeatureEntitlement]:
    """Return what packages themselves grant of a feature."""
    held = (each.own_entitlement_to(feature_id) for each in packages)
    return [each for each in held if each is not None]


def packages_holding(packages: Iterable[Package], group_id: str) -> list[str]:
    """Return the ids of the packages that hold a feature group."""
    return sorted({each.id for each in packages if each.entitlements_of(group_id)})


def groups_holding(groups: Iterable[FeatureGroup], feature_id: str) -> list[str]:
    """Return the ids of the groups in use that hold a feature; earlier versions do not count."""
    return sorted(group.id for group in groups if feature_id in group.feature_ids and not group.is_archived)


def _uses(package: Package, feature_id: str) -> bool:
    return (
        package.own_entitlement_to(feature_id) is not None
        or any(each.dependency_feature_id == feature_id for each in package.credit_entitlements)
        or any(price.feature_id == feature_id for price in package.charges.prices())
        or any(price.feature_id == feature_id for price in package.charges.overage_prices())
    )
