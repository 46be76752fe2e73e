"""Take a feature, or the credits of a custom currency, out of a package, in its draft."""

from tollgate.catalog.charge_rules import withdrawn
from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.feature_group_rules import check_alone
from tollgate.catalog.package import AnyEntitlement
from tollgate.catalog.ports import AnyPackage, PackageRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def delete_package_entitlement(
    scope: Scope, package_id: str, entitlement_id: str, *, packages: PackageRepository[AnyPackage], clock: Clock
) -> AnyEntitlement:
    """Return the entitlement that is gone, named by its feature or else its currency.

    Raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `EntitlementNotInPackage`, `EntitlementIsCharged`,
    `EntitlementInFeatureGroup`.
    """
    packages.begin_change(scope)
    draft = draft_of(edited_version(scope, package_id, packages=packages), at=clock.now())
    granted = draft.own_entitlement_to(entitlement_id)
    if granted is not None:
        check_alone(granted)
    entitlement = granted or draft.credits_of(entitlement_id)
    if entitlement is None:
        raise EntitlementNotInPackage.of(package_id, entitlement_id)
    packages.save_draft(scope, withdrawn(draft, entitlement))
    return entitlement
