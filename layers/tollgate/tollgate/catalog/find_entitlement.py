"""Find an entitlement of a package by its internal id."""

from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.package import AnyEntitlement, Package
from tollgate.catalog.ports import AddonRepository, PlanRepository
from tollgate.shared.scope import Scope


def find_entitlement(
    scope: Scope, uuid: str, *, plans: PlanRepository, addons: AddonRepository
) -> tuple[Package, AnyEntitlement]:
    """Return the plan or add-on, as it is edited, that holds the entitlement, and the entitlement.

    Begins the change of the entitlement; raises `EntitlementNotInPackage`.
    """
    plans.begin_change(scope)
    edited: dict[tuple[str, str], Package] = {}
    for package in (*plans.current(scope), *addons.current(scope)):
        if package.is_draft:
            edited[package.noun, package.id] = package
        else:
            edited.setdefault((package.noun, package.id), package)
    for package in edited.values():
        for entitlement in package.own_entitlements:
            if entitlement.uuid == uuid:
                return package, entitlement
    raise EntitlementNotInPackage(f"No package holds an entitlement with the id {uuid}", refId=uuid)
