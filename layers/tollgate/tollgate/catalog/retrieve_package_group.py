"""Show one package group."""

from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.package_group_errors import PackageGroupNotFound
from tollgate.shared.scope import Scope


def retrieve_package_group(
    scope: Scope, group_id: str, *, version: int | None = None, groups: PackageGroupRepository
) -> PackageGroup:
    """Return the latest version of the group, or the one asked for; raises `PackageGroupNotFound`."""
    group = groups.find(scope, group_id)
    if group is None:
        raise PackageGroupNotFound.of(group_id)
    if version is None or version == group.version_number:
        return group
    earlier = groups.version(scope, group_id, version)
    if earlier is None:
        raise PackageGroupNotFound.of_version(group_id, version)
    return earlier
