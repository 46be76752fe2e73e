"""Stop selling a plan or an add-on; who subscribes to it keeps it."""

from datetime import datetime

from tollgate.catalog.events import package_deleted
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_use import check_unused
from tollgate.catalog.ports import (
    AddonRepository,
    AnyPackage,
    PackageRepository,
    PlanRepository,
    ProductRepository,
)
from tollgate.catalog.retrieve_package import retrieve_package
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_package(
    scope: Scope,
    package_id: str,
    *,
    packages: PackageRepository[AnyPackage],
    plans: PlanRepository,
    addons: AddonRepository,
    products: ProductRepository,
    groups: PackageGroupRepository,
    events: EventRecorder,
    clock: Clock,
) -> AnyPackage:
    """Return the archived package.

    Raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `DraftPlanNotArchived` or `DraftAddonNotArchived`,
    and what `check_unused` raises where others name it.
    """
    packages.begin_change(scope)
    package = sold_version(scope, package_id, packages=packages)
    check_unused(scope, package, plans=plans, addons=addons, groups=groups, products=products)
    return archive_version(scope, package, packages=packages, events=events, at=clock.now())


def sold_version(scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage]) -> AnyPackage:
    """Return the latest version of what is sold; raises as `archive_package` where it is archived, or a draft only."""
    package = retrieve_package(scope, package_id, packages=packages)
    if package.is_archived:
        raise EntityIsArchived.of(package.noun, package_id)
    if not package.is_latest:
        raise package.draft_not_archived(
            f"The {package.noun} {package_id} was never published; remove its draft instead"
        )
    return package


def archive_version(
    scope: Scope, package: AnyPackage, *, packages: PackageRepository[AnyPackage], events: EventRecorder, at: datetime
) -> AnyPackage:
    """Stage the archiving of a package, given by its latest version. A draft of it goes: it could not be sold again."""
    draft = packages.draft(scope, package.id)
    if draft is not None:
        packages.remove_draft(scope, draft)
    archived_package = package.archived(at=at)
    packages.save_shared(scope, archived_package)
    events.record(scope, package_deleted(archived_package, at=at))
    return archived_package
