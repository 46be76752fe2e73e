"""What a caller says about credits that a package grants, and the entitlement that comes of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tollgate.catalog.credit_entitlement import CreditCadence, CreditEntitlement
from tollgate.catalog.entitlement import EntitlementBehavior, Widget
from tollgate.catalog.entitlement_settings import check_behavior
from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.catalog.package import Package
from tollgate.charges.price_rules import CREDIT_DECIMALS, LARGEST_QUANTITY
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput


class CreditSettings(Value):
    """What a caller says about credits: the fields that are given; the others stay as they are."""

    amount: Amount | None = None
    cadence: CreditCadence = CreditCadence.MONTH
    dependency_feature_id: str | None = None
    has_soft_limit: bool = False
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: bool = True
    is_custom: bool = False
    order: Amount | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    display_name_override: str | None = None
    description: str | None = None


def configured_credits(
    before: CreditEntitlement,
    settings: CreditSettings,
    *,
    package: Package,
    features: Mapping[str, Feature],
    at: datetime,
    path: str,
) -> CreditEntitlement:
    """Return the entitlement with the settings; raises `InvalidInput` for what does not go with the package.

    `path` leads to the settings in the request and begins the field that an error names. Raises `FeatureNotFound` and
    `EntityIsArchived` for a feature that the amount cannot depend on.
    """
    check_behavior(settings.behavior, settings.is_custom, package, path=path)
    entitlement = before.but(**{name: getattr(settings, name) for name in settings.model_fields_set})
    _check_amount(entitlement, path)
    if settings.dependency_feature_id is not None:
        _check_dependency(settings.dependency_feature_id, features, f"{path}dependencyFeatureId")
    return before if entitlement == before else entitlement.but(updated_at=at)


def _check_amount(entitlement: CreditEntitlement, path: str) -> None:
    amount, field = entitlement.amount, f"{path}amount"
    if amount is None:
        if entitlement.is_granted and not entitlement.is_custom:
            raise InvalidInput("Say how many credits are granted", field=field)
        return
    if not 0 <= amount <= LARGEST_QUANTITY:
        raise InvalidInput(f"An amount of credits is between 0 and {LARGEST_QUANTITY}", field=field)
    if amount != amount.quantize(Decimal(1).scaleb(-CREDIT_DECIMALS)):
        raise InvalidInput(f"Credits have at most {CREDIT_DECIMALS} decimals", field=field)


def _check_dependency(feature_id: str, features: Mapping[str, Feature], field: str) -> None:
    feature = features.get(feature_id)
    if feature is None:
        raise FeatureNotFound.of(feature_id, field=field)
    if feature.is_archived:
        raise EntityIsArchived.of("feature", feature_id, field=field)
    if feature.feature_type is not FeatureType.NUMBER:
        raise InvalidInput("An amount of credits depends on the limit of a NUMBER feature", field=field)
