"""Change how a feature is shown, which values it has and how it is metered; its type stays."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.create_feature import check_enum_values, check_unit_transformation
from tollgate.catalog.errors import UnitTransformationInUse
from tollgate.catalog.events import FeatureUpdated
from tollgate.catalog.feature import EnumValue, Feature, FeatureType
from tollgate.catalog.feature_use import packages_using, sold_packages, values_in_use
from tollgate.catalog.meter import Meter
from tollgate.catalog.meter_rules import check_meter
from tollgate.catalog.package import Package
from tollgate.catalog.ports import AddonRepository, FeatureRepository, PlanRepository
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task


class UpdateFeatureRequest(Value):
    """What is to change of a feature: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    feature_units: str | None = None
    feature_units_plural: str | None = None
    enum_configuration: tuple[EnumValue, ...] = ()
    meter: Meter | None = None
    unit_transformation: UnitTransformation | None = None
    metadata: dict[str, str] | None = None


def update_feature(
    request: UpdateFeatureRequest,
    *,
    features: FeatureRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Feature:
    """Return the changed feature. With another meter a task begins that counts the kept events again.

    Raises `FeatureNotFound`, `UnitTransformationInUse`, `FeatureNotMetered`, `MeterOnUnmeteredFeature`, and
    `InvalidInput` for what cannot be and for values that packages still grant.
    """
    features.begin_change(request.scope)
    feature = retrieve_feature(request.scope, request.id, features=features)
    changes = changes_in(request)
    sold = sold_packages(request.scope, plans=plans, addons=addons)
    if feature.feature_type is not FeatureType.NUMBER:
        changes = {name: value for name, value in changes.items() if not name.startswith("feature_units")}
    if "enum_configuration" in changes:
        _check_values(request, feature, sold)
    if request.meter is not None:
        check_meter(request.meter, feature_type=feature.feature_type, meter_type=feature.meter_type)
    if "unit_transformation" in changes:
        _check_unit_transformation(request, feature, sold)
    if feature.but(**changes) == feature:
        return feature
    now = clock.now()
    changed = feature.but(**changes, updated_at=now)
    if changed.meter != feature.meter:
        changed = changed.but(meter_revision=feature.meter_revision + 1)
    features.save(request.scope, changed)
    events.record(request.scope, FeatureUpdated.of(changed, at=now))
    if changed.meter is not None and changed.meter != feature.meter:
        recount = MeterRecount(
            feature_id=changed.id, revision=changed.meter_revision, keeps_counted=not feature.has_meter
        )
        start_task(request.scope, recount, at=now, tasks=tasks, events=events, ids=ids)
    return changed


def _check_values(request: UpdateFeatureRequest, feature: Feature, sold: list[Package]) -> None:
    if feature.feature_type is not FeatureType.ENUM:
        raise InvalidInput("enumConfiguration belongs to ENUM features only", field="enumConfiguration")
    check_enum_values(request.enum_configuration)
    removed = feature.enum_value_names - {value.value for value in request.enum_configuration}
    used = sorted(removed & values_in_use(sold, feature.id)) if removed else []
    if used:
        raise InvalidInput(
            f"Packages grant these values, so they cannot go: {', '.join(used)}", field="enumConfiguration"
        )


def _check_unit_transformation(request: UpdateFeatureRequest, feature: Feature, sold: list[Package]) -> None:
    before, after = feature.unit_transformation, request.unit_transformation
    if after is not None:
        check_unit_transformation(after, feature.meter_type)
    if (before.unnamed if before else None) == (after.unnamed if after else None):
        return
    # Their limits are told in its units, so another divisor would change what customers bought.
    users = packages_using(sold, feature.id)
    if users:
        raise UnitTransformationInUse(
            f"These packages use the feature, so only the names of its units change: {', '.join(users[:10])}",
            field="unitTransformation",
        )
