"""Put features into a plan, each with its value."""

from datetime import datetime

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings, configured
from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import FeatureRepository, PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope

MOST_ENTITLEMENTS = 300
"""Per plan, so that a version and the event that tells of it stay far from the sizes that can be stored and sent."""


class NewEntitlement(Value):
    """A feature and what a plan is to grant of it."""

    feature_id: str
    settings: EntitlementSettings


class CreatePlanEntitlementsRequest(Value):
    """What a plan is to grant besides what it grants already."""

    scope: Scope
    plan_id: str
    entitlements: tuple[NewEntitlement, ...]


def create_plan_entitlements(
    request: CreatePlanEntitlementsRequest,
    *,
    plans: PlanRepository,
    features: FeatureRepository,
    clock: Clock,
    ids: Ids,
) -> list[FeatureEntitlement]:
    """Return the new entitlements in the order asked for; all are made, or none.

    Raises `PlanNotFound`, `FeatureNotFound`, `EntityIsArchived`, `DuplicatedEntity`, and `InvalidInput` for values.
    """
    plans.begin_change(request.scope)
    now = clock.now()
    draft = draft_of(edited_version(request.scope, request.plan_id, plans=plans), at=now)
    if not 0 < len(request.entitlements) <= MOST_ENTITLEMENTS - len(draft.entitlements):
        raise InvalidInput(f"A plan takes 1-{MOST_ENTITLEMENTS} entitlements in all", field="entitlements")
    known = {feature.id: feature for feature in features.all(request.scope)}
    for index, new in enumerate(request.entitlements):
        blank = _blank(_usable(known, new.feature_id), draft, uuid=ids.uuid(), at=now)
        path = f"entitlements[{index}]."
        entitlement = configured(blank, new.settings, feature=known[new.feature_id], plan=draft, at=now, path=path)
        draft = draft.with_entitlement(entitlement)
    plans.save_draft(request.scope, draft)
    return list(draft.entitlements[-len(request.entitlements) :])


def _usable(known: dict[str, Feature], feature_id: str) -> Feature:
    feature = known.get(feature_id)
    if feature is None:
        raise FeatureNotFound.of(feature_id)
    if feature.is_archived:
        raise EntityIsArchived.of("feature", feature_id)
    return feature


def _blank(feature: Feature, draft: Plan, *, uuid: str, at: datetime) -> FeatureEntitlement:
    if draft.entitlement_to(feature.id) is not None:
        raise DuplicatedEntity.of("entitlement", feature.id)
    return FeatureEntitlement(
        feature_id=feature.id,
        uuid=uuid,
        feature_type=feature.feature_type,
        meter_type=feature.meter_type,
        unit_transformation=feature.unit_transformation.unnamed if feature.unit_transformation is not None else None,
        created_at=at,
        updated_at=at,
    )
