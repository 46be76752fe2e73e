"""Take a feature group out of the archive: it may be put into packages again."""

from tollgate.catalog.events import FeatureGroupUnArchived
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_members import check_members
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.ports import (
    FeatureRepository,
)
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unarchive_feature_group(
    scope: Scope,
    group_id: str,
    *,
    groups: FeatureGroupRepository,
    features: FeatureRepository,
    events: EventRecorder,
    clock: Clock,
) -> FeatureGroup:
    """Return the group in use again, unchanged where it never left.

    Raises `FeatureGroupNotFound`, and `EntityIsArchived` where one of its features was archived meanwhile.
    """
    groups.begin_change(scope)
    group = retrieve_feature_group(scope, group_id, groups=groups)
    if not group.is_archived:
        return group
    check_members(scope, group.feature_ids, features=features)
    now = clock.now()
    group = group.unarchived(at=now)
    groups.save_status(scope, group)
    events.record(scope, FeatureGroupUnArchived.of(group, at=now))
    return group
