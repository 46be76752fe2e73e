"""Change a package group: its name or its add-ons, in a new version; plans that are sold keep what they offer."""

from tollgate.catalog.addon_rules import check_listed
from tollgate.catalog.changes import changes_in
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.package_group_errors import PackageGroupInUse
from tollgate.catalog.package_group_events import PackageGroupUpdated
from tollgate.catalog.package_use import plans_offering
from tollgate.catalog.ports import (
    AddonRepository,
    PlanRepository,
)
from tollgate.catalog.retrieve_package_group import retrieve_package_group
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdatePackageGroupRequest(Value):
    """What is to change of a package group: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    addon_ids: tuple[str, ...] = ()


def update_package_group(
    request: UpdatePackageGroupRequest,
    *,
    groups: PackageGroupRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    events: EventRecorder,
    clock: Clock,
) -> PackageGroup:
    """Return the new version, or the present one where nothing changes.

    Raises `PackageGroupNotFound`, `AddonsNotFound`, `EntityIsArchived`, `InvalidInput` for add-ons that cannot be
    listed, and `PackageGroupInUse` where plans offer a group that would become empty.
    """
    scope = request.scope
    groups.begin_change(scope)
    group = retrieve_package_group(scope, request.id, groups=groups)
    if group.is_archived:
        raise EntityIsArchived.of("packageGroup", request.id)
    changes = changes_in(request)
    if "addon_ids" in changes:
        check_listed(request.addon_ids, addons.current(scope), product_id=group.product_id, field="addons")
        offering = plans_offering(scope, group.id, plans=plans) if not request.addon_ids else []
        if offering:
            raise PackageGroupInUse.of(group.id, offering)
    if group.but(**changes) == group:
        return group
    now = clock.now()
    changed = group.next_version(changes, at=now)
    groups.add_version(scope, changed)
    events.record(scope, PackageGroupUpdated.of(changed, at=now))
    return changed
