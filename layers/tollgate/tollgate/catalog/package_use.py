"""Who names a package: plans that build on it or offer it, add-ons that depend on it, groups that hold it."""

from tollgate.catalog.addon import Addon
from tollgate.catalog.errors import AddonIsCompatible, AddonIsNeeded, PlanHasChildren
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package import Package
from tollgate.catalog.package_group_errors import AddonIsInGroup
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import (
    AddonRepository,
    AnyPackage,
    PackageRepository,
    PlanRepository,
    ProductRepository,
)
from tollgate.catalog.product import Product
from tollgate.catalog.product_errors import PlanInCancellationRule
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.settings_rules import check_unnamed
from tollgate.shared.scope import Scope

_MOST_NAMED = 10


def check_unused(
    scope: Scope,
    package: Package,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    products: ProductRepository,
) -> None:
    """Raise where a draft, what is sold, a package group or the product names it.

    Raises `PlanHasChildren`, `AddonIsCompatible`, `AddonIsNeeded` or `AddonIsInGroup`, and `PlanIsStartPlan`,
    `PlanIsDowngradePlan` or `PlanInCancellationRule` where the product names a plan.
    """
    if isinstance(package, Plan):
        _check_unnamed_by_product(package, retrieve_product(scope, package.product_id, products=products))
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
        _check_in_no_group(scope, package.id, plans=plans, groups=groups)


def plans_offering(scope: Scope, group_id: str, *, plans: PlanRepository) -> list[str]:
    """Return the ids of the plans that offer a package group in a draft or as they are sold."""
    return sorted({each.id for each in in_use(scope, plans) if group_id in _groups_of(each)})


def _check_unnamed_by_product(plan: Plan, product: Product) -> None:
    check_unnamed(product.product_settings, plan.id)
    # An archived plan is still subscribed to and its rule goes on; of a draft nothing is left that a rule could name.
    if plan.is_draft and any(rule.source_plan_id == plan.id for rule in product.auto_cancellation_rules):
        raise PlanInCancellationRule(f"A rule of the product {product.id} names {plan.id}; change its rules first")


def in_use(scope: Scope, packages: PackageRepository[AnyPackage]) -> list[AnyPackage]:
    """Return every draft, and every latest version that is sold. Archived packages are not sold again.

    Who holds one keeps what it was.
    """
    return [each for each in packages.current(scope) if not each.is_archived]


def _check_in_no_group(scope: Scope, addon_id: str, *, plans: PlanRepository, groups: PackageGroupRepository) -> None:
    holding = {each.id for each in groups.all(scope) if not each.is_archived and addon_id in each.addon_ids}
    if holding:
        raise AddonIsInGroup(f"These package groups hold the add-on {addon_id}: {_told(holding)}")
    # A plan that is sold goes on offering what its groups held when it was published.
    sold = (each for each in in_use(scope, plans) if not each.is_draft)
    offering = {plan.id for plan in sold for each in plan.offered_package_groups if addon_id in each.addon_ids}
    if offering:
        message = f"These plans offer the add-on {addon_id} in a package group; publish them anew: {_told(offering)}"
        raise AddonIsInGroup(message)


def _groups_of(plan: Plan) -> set[str]:
    return {each.package_group_id for each in plan.compatible_package_groups}


def _told(ids: set[str]) -> str:
    return ", ".join(sorted(ids)[:_MOST_NAMED])
