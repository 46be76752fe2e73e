"""Give up the changes of a draft."""

from tollgate.catalog.errors import DraftNotFound
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
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def remove_package_draft(
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
    """Return the draft that is no more. A package that was never published goes with it, unless others name it.

    Raises `PlanNotFound` or `AddonNotFound`, `DraftNotFound`, and `Conflict` where others name what would go.
    """
    packages.begin_change(scope)
    if not packages.exists(scope, package_id):
        raise packages.kind.not_found.of(package_id)
    draft = packages.draft(scope, package_id)
    if draft is None:
        raise DraftNotFound(f"The {packages.kind.noun} {package_id} has no draft", refId=package_id)
    is_sold = packages.latest(scope, package_id) is not None
    if not is_sold:
        check_unused(scope, draft, plans=plans, addons=addons, groups=groups, products=products)
    packages.remove_draft(scope, draft)
    if not is_sold:
        events.record(scope, package_deleted(draft, at=clock.now()))
    return draft
