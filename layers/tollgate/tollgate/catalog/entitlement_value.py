"""Which values an entitlement to a feature may have."""

from decimal import Decimal

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import InvalidResetPeriod
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.shared.errors import InvalidInput

LARGEST_LIMIT = Decimal(2**53 - 1)


def check_value(entitlement: FeatureEntitlement, feature: Feature, *, path: str) -> None:
    """Raise `InvalidInput` where the value is not one of the feature's kind, or where there is none.

    A variable entitlement has its value in each subscription, and one that is not granted needs none.
    """
    needs_value = entitlement.is_granted and not entitlement.is_custom
    _check_number(entitlement, feature, needs_value=needs_value, path=path)
    _check_values(entitlement, feature, needs_value=needs_value, path=path)
    if feature.is_metered:
        return
    if entitlement.reset_period is not None:
        raise InvalidResetPeriod("Only metered features are reset; leave resetPeriod out", field=f"{path}resetPeriod")
    if entitlement.has_soft_limit:
        raise InvalidInput("Only metered features have a soft limit", field=f"{path}hasSoftLimit")


def _check_number(entitlement: FeatureEntitlement, feature: Feature, *, needs_value: bool, path: str) -> None:
    limit, is_unlimited = entitlement.usage_limit, entitlement.has_unlimited_usage
    if feature.feature_type is not FeatureType.NUMBER:
        if limit is not None:
            raise InvalidInput("Only NUMBER features have a usageLimit", field=f"{path}usageLimit")
        if is_unlimited:
            raise InvalidInput("Only NUMBER features are unlimited", field=f"{path}hasUnlimitedUsage")
    elif limit is None and not is_unlimited and needs_value:
        raise InvalidInput("A NUMBER feature needs usageLimit or hasUnlimitedUsage", field=f"{path}usageLimit")
    if limit is not None and not 0 <= limit <= LARGEST_LIMIT:
        raise InvalidInput(f"usageLimit is between 0 and {LARGEST_LIMIT}", field=f"{path}usageLimit")


def _check_values(entitlement: FeatureEntitlement, feature: Feature, *, needs_value: bool, path: str) -> None:
    field, values = f"{path}enumValues", entitlement.enum_values
    if feature.feature_type is not FeatureType.ENUM:
        if values is not None:
            raise InvalidInput("Only ENUM features have enumValues", field=field)
        return
    if not values and needs_value:
        raise InvalidInput("An ENUM feature needs at least one of its values", field=field)
    unknown = sorted(set(values or ()) - feature.enum_value_names)
    if unknown:
        raise InvalidInput(f"The feature does not have these values: {', '.join(unknown)}", field=field)
    if len(set(values or ())) < len(values or ()):
        raise InvalidInput("Each of enumValues stands once", field=field)
