"""Change a feature group: its name and its members, in a new version; packages keep what they took over."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.events import FeatureGroupUpdated
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_members import check_members
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.ports import (
    FeatureRepository,
)
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateFeatureGroupRequest(Value):
    """What is to change of a feature group: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    feature_ids: tuple[str, ...] = ()


def update_feature_group(
    request: UpdateFeatureGroupRequest,
    *,
    groups: FeatureGroupRepository,
    features: FeatureRepository,
    events: EventRecorder,
    clock: Clock,
) -> FeatureGroup:
    """Return the new version, or the present one where nothing changes.

    Raises `FeatureGroupNotFound`, `FeatureNotFound`, `EntityIsArchived`, and `InvalidInput` for what cannot be.
    """
    groups.begin_change(request.scope)
    group = retrieve_feature_group(request.scope, request.id, groups=groups)
    if group.is_archived:
        raise EntityIsArchived.of("featureGroup", request.id)
    changes = changes_in(request)
    if "feature_ids" in changes:
        check_members(request.scope, request.feature_ids, features=features)
    if group.but(**changes) == group:
        return group
    now = clock.now()
    changed = group.next_version(changes, at=now)
    groups.add_version(request.scope, changed)
    events.record(request.scope, FeatureGroupUpdated.of(changed, at=now))
    return changed
