"""Show what a package itself grants, as it is edited: its draft, else its latest version."""

from tollgate.catalog.draft import edited_version
from tollgate.catalog.package import AnyEntitlement
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.scope import Scope


def list_package_entitlements(
    scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage]
) -> list[AnyEntitlement]:
    """Return the entitlements by their `order`, those without one last; raises `PlanNotFound` or `AddonNotFound`."""
    return edited_version(scope, package_id, packages=packages).own_entitlements
