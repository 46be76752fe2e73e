"""Take a feature group out of a package, in its draft: its members go together."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature_group_errors import FeatureGroupNotFound
from tollgate.catalog.feature_group_rules import without_group
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def withdraw_feature_group(
    scope: Scope, package_id: str, group_id: str, *, packages: PackageRepository[AnyPackage], clock: Clock
) -> list[FeatureEntitlement]:
    """Return the entitlements that came with the group; those that came with another one too stay in the package.

    Raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `EntitlementIsCharged`, and `FeatureGroupNotFound`
    where it holds none such.
    """
    packages.begin_change(scope)
    draft = draft_of(edited_version(scope, package_id, packages=packages), at=clock.now())
    held = draft.entitlements_of(group_id)
    if not held:
        raise FeatureGroupNotFound.in_package(group_id, package_id)
    packages.save_draft(scope, without_group(draft, group_id, held))
    return held
