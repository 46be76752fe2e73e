"""The one draft of a package: where every change of what is sold begins."""

from datetime import datetime

from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope


def edited_version(scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage]) -> AnyPackage:
    """Return the draft, else the latest published version; raises `PlanNotFound` or `AddonNotFound`."""
    package = packages.draft(scope, package_id) or packages.latest(scope, package_id)
    if package is None:
        raise packages.kind.not_found.of(package_id)
    return package


def draft_of(package: AnyPackage, *, at: datetime) -> AnyPackage:
    """Return the draft in which a version is edited: itself, or the next one; raises `EntityIsArchived`."""
    if package.is_archived:
        raise EntityIsArchived.of(package.noun, package.id)
    return package.but(updated_at=at) if package.is_draft else package.next_draft(at=at)
