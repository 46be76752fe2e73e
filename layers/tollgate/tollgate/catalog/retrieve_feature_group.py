"""Show one feature group."""

from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.feature_group_errors import FeatureGroupNotFound
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.shared.scope import Scope


def retrieve_feature_group(
    scope: Scope, group_id: str, *, version: int | None = None, groups: FeatureGroupRepository
) -> FeatureGroup:
    """Return the latest version of the group, or the one asked for; raises `FeatureGroupNotFound`."""
    group = groups.find(scope, group_id)
    if group is None:
        raise FeatureGroupNotFound.of(group_id)
    if version is None or version == group.version_number:
        return group
    earlier = groups.version(scope, group_id, version)
    if earlier is None:
        raise FeatureGroupNotFound.of_version(group_id, version)
    return earlier
