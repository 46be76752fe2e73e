"""Take a feature group out of use: it is put into no more packages."""

from tollgate.catalog.events import FeatureGroupArchived
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_errors import FeatureGroupInUse
from tollgate.catalog.feature_use import packages_holding, sold_packages
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.ports import (
    AddonRepository,
    PlanRepository,
)
from tollgate.catalog.retrieve_feature_group import retrieve_feature_group
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_feature_group(
    scope: Scope,
    group_id: str,
    *,
    groups: FeatureGroupRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    events: EventRecorder,
    clock: Clock,
) -> FeatureGroup:
    """Return the archived group; raises `FeatureGroupNotFound`, `EntityIsArchived`, `FeatureGroupInUse`."""
    groups.begin_change(scope)
    group = retrieve_feature_group(scope, group_id, groups=groups)
    if group.is_archived:
        raise EntityIsArchived.of("featureGroup", group_id)
    users = packages_holding(sold_packages(scope, plans=plans, addons=addons), group_id)
    if users:
        raise FeatureGroupInUse(f"These packages hold the group; take it out of them first: {', '.join(users[:10])}")
    now = clock.now()
    group = group.archived(at=now)
    groups.save_status(scope, group)
    events.record(scope, FeatureGroupArchived.of(group, at=now))
    return group
