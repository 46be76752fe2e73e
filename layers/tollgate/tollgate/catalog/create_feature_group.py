"""Define features that are put into packages together."""

from tollgate.catalog.events import FeatureGroupCreated
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_members import check_members
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.ports import (
    FeatureRepository,
)
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.scope import Scope


class CreateFeatureGroupRequest(Value):
    """What a new feature group is to be."""

    scope: Scope
    id: str
    display_name: str
    description: str | None = None
    feature_ids: tuple[str, ...]


def create_feature_group(
    request: CreateFeatureGroupRequest,
    *,
    groups: FeatureGroupRepository,
    features: FeatureRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> FeatureGroup:
    """Return the first version of the new group.

    Raises `DuplicatedEntity` where the id is taken, `FeatureNotFound`, `EntityIsArchived`, and `InvalidInput` for
    what cannot be.
    """
    require_id(request.id, field="featureGroupId")
    groups.begin_change(request.scope)
    if groups.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("featureGroup", request.id)
    check_members(request.scope, request.feature_ids, features=features)
    now = clock.now()
    group = FeatureGroup(
        id=request.id,
        uuid=ids.uuid(),
        display_name=request.display_name,
        description=request.description,
        feature_ids=request.feature_ids,
        created_at=now,
        updated_at=now,
    )
    groups.add_version(request.scope, group)
    events.record(request.scope, FeatureGroupCreated.of(group, at=now))
    return group
