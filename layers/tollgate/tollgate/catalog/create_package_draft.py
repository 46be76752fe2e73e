"""Begin the next version of a plan or an add-on."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.errors import DraftAlreadyExists
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def create_package_draft(
    scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage], clock: Clock
) -> AnyPackage:
    """Return the new draft; raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `DraftAlreadyExists`."""
    package = edited_version(scope, package_id, packages=packages)
    if package.is_draft:
        raise DraftAlreadyExists(f"The {package.noun} {package_id} has a draft; publish it or remove it first")
    draft = draft_of(package, at=clock.now())
    packages.save_draft(scope, draft)
    return draft
