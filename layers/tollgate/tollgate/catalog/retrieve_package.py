"""Show one plan or add-on: as it is sold, or as a draft where it never was."""

from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.scope import Scope


def retrieve_package(scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage]) -> AnyPackage:
    """Return the latest published version, else the draft; raises `PlanNotFound` or `AddonNotFound`."""
    package = packages.latest(scope, package_id) or packages.draft(scope, package_id)
    if package is None:
        raise packages.kind.not_found.of(package_id)
    return package
