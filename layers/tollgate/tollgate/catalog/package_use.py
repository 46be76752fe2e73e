"""Which packages name another one: plans that build on it or offer it, add-ons that depend on it."""

from tollgate.catalog.addon import Addon
from tollgate.catalog.errors import AddonIsCompatible, AddonIsNeeded, PlanHasChildren
from tollgate.catalog.package import Package
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AddonRepository, AnyPackage, PackageRepository, PlanRepository
from tollgate.shared.scope import Scope

_MOST_NAMED = 10


def check_unused(scope: Scope, package: Package, *, plans: PlanRepository, addons: AddonRepository) -> None:
    """Raise `PlanHasChildren`, `AddonIsCompatible` or `AddonIsNeeded` where a draft or what is sold names it."""
    if isinstance(package, Plan):
        children = {each.id for each in in_use(scope, plans) if each.parent_plan_id == package.id}
        if children:
            raise PlanHasChildren(f"These plans build on the plan {package.id}: {_told(children)}")
    if isinstance(package, Addon):
        offering = {each.id for each in in_use(scope, plans) if package.id in each.compatible_addon_ids}
        if offering:
            raise AddonIsCompatible(f"These plans offer the add-on {package.id}: {_told(offering)}")
        needing = {each.id for each in in_use(scope, addons) if package.id in each.dependencies}
        if needing:
            raise AddonIsNeeded(f"These add-ons depend on the add-on {package.id}: {_told(needing)}")


def in_use(scope: Scope, packages: PackageRepository[AnyPackage]) -> list[AnyPackage]:
    """Return every draft, and every latest version that is sold. Archived packages are not sold again.

    Who holds one keeps what it was.
    """
    return [each for each in packages.current(scope) if not each.is_archived]


def _told(ids: set[str]) -> str:
    return ", ".join(sorted(ids)[:_MOST_NAMED])
