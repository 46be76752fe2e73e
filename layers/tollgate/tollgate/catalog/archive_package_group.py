"""Take a package group out of use: plans offer it no more."""

from datetime import datetime

from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.package_group_errors import PackageGroupInUse
from tollgate.catalog.package_group_events import PackageGroupUpdated
from tollgate.catalog.package_use import plans_offering
from tollgate.catalog.ports import (
    PlanRepository,
)
from tollgate.catalog.retrieve_package_group import retrieve_package_group
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_package_group(
    scope: Scope,
    group_id: str,
    *,
    groups: PackageGroupRepository,
    plans: PlanRepository,
    events: EventRecorder,
    clock: Clock,
) -> PackageGroup:
    """Return the archived group; raises `PackageGroupNotFound`, `EntityIsArchived`, `PackageGroupInUse`."""
    groups.begin_change(scope)
    group = retrieve_package_group(scope, group_id, groups=groups)
    if group.is_archived:
        raise EntityIsArchived.of("packageGroup", group_id)
    offering = plans_offering(scope, group_id, plans=plans)
    if offering:
        raise PackageGroupInUse.of(group_id, offering)
    return archive_group(scope, group, groups=groups, events=events, at=clock.now())


def archive_group(
    scope: Scope, group: PackageGroup, *, groups: PackageGroupRepository, events: EventRecorder, at: datetime
) -> PackageGroup:
    """Stage the archiving of a group, given by its latest version."""
    archived = group.archived(at=at)
    groups.save_status(scope, archived)
    events.record(scope, PackageGroupUpdated.of(archived, at=at))
    return archived
