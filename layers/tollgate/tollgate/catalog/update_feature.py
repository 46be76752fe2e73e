"""Change how a feature is shown and which values it has; its type stays."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.create_feature import check_enum_values
from tollgate.catalog.events import FeatureUpdated
from tollgate.catalog.feature import EnumValue, Feature, FeatureType
from tollgate.catalog.feature_use import values_in_use
from tollgate.catalog.ports import FeatureRepository, PlanRepository
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateFeatureRequest(Value):
    """What is to change of a feature: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    feature_units: str | None = None
    feature_units_plural: str | None = None
    enum_configuration: tuple[EnumValue, ...] = ()
    metadata: dict[str, str] | None = None


def update_feature(
    request: UpdateFeatureRequest,
    *,
    features: FeatureRepository,
    plans: PlanRepository,
    events: EventRecorder,
    clock: Clock,
) -> Feature:
    """Return the changed feature; raises `FeatureNotFound`, and `InvalidInput` for values that plans still grant."""
    features.begin_change(request.scope)
    feature = retrieve_feature(request.scope, request.id, features=features)
    changes = changes_in(request)
    if feature.feature_type is not FeatureType.NUMBER:
        changes = {name: value for name, value in changes.items() if not name.startswith("feature_units")}
    if "enum_configuration" in changes:
        _check_values(request, feature, plans)
    if feature.but(**changes) == feature:
        return feature
    now = clock.now()
    changed = feature.but(**changes, updated_at=now)
    features.save(request.scope, changed)
    events.record(request.scope, FeatureUpdated.of(changed, at=now))
    return changed


def _check_values(request: UpdateFeatureRequest, feature: Feature, plans: PlanRepository) -> None:
    if feature.feature_type is not FeatureType.ENUM:
        raise InvalidInput("enumConfiguration belongs to ENUM features only", field="enumConfiguration")
    check_enum_values(request.enum_configuration)
    removed = feature.enum_value_names - {value.value for value in request.enum_configuration}
    used = sorted(removed & values_in_use(plans.current(request.scope), feature.id)) if removed else []
    if used:
        raise InvalidInput(f"Plans grant these values, so they cannot go: {', '.join(used)}", field="enumConfiguration")
