"""What packages grant, and what they charge for."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.create_package_entitlements import create_package_entitlements as create
from tollgate.catalog.delete_package_entitlement import delete_package_entitlement as delete
from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.find_entitlement import find_entitlement
from tollgate.catalog.package import AnyEntitlement, Package, named, type_of
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PackageRepository
from tollgate.catalog.update_addon import UpdateAddonRequest
from tollgate.catalog.update_package_entitlement import UpdatePackageEntitlementRequest
from tollgate.catalog.update_package_entitlement import update_package_entitlement as update
from tollgate.catalog.update_plan import UpdatePlanRequest
from tollgate.graphql.context import Context
from tollgate.graphql.identify import package_named, with_public_ids
from tollgate.graphql.inputs.charges import PackagePricingInput, domain_path_as_sent
from tollgate.graphql.inputs.package_entitlements import CreatePackageEntitlementsInput, UpdatePackageEntitlementInput
from tollgate.graphql.inputs.reading import fields_named, fields_renamed, read, without_nulls_within
from tollgate.graphql.resolvers.addons import updated_addon
from tollgate.graphql.resolvers.plans import updated_plan
from tollgate.graphql.views.package_entitlements import PackageEntitlementView, entitlement_view
from tollgate.graphql.views.prices import PriceView, overage_price_views, price_views
from tollgate.shared.scope import Scope

Given = dict[str, Any]


def create_package_entitlements(context: Context, input: Given) -> list[PackageEntitlementView]:
    """Return the new entitlements, in the order they were sent in."""
    given = with_public_ids(context.scope, without_nulls_within(input))
    asked = read(CreatePackageEntitlementsInput, given)
    packages, package_id = package_named(context.scope, asked.package_id)
    request = asked.to_request(context.scope, package_id)
    with fields_renamed(asked.as_sent):
        made = create(
            request,
            packages=packages,
            features=wiring.features(),
            groups=wiring.feature_groups(),
            currencies=wiring.custom_currencies(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return [entitlement_view(each, package_id, context.loader) for each in made]


def update_package_entitlement(context: Context, input: Given) -> PackageEntitlementView:
    """Return the changed entitlement."""
    asked = read(UpdatePackageEntitlementInput, with_public_ids(context.scope, input))
    settings = asked.to_settings()
    package, entitlement = _found(context.scope, asked.id)
    if type_of(entitlement) != asked.kind.upper():
        raise EntitlementNotInPackage(f"The entitlement {asked.id} is not to a {asked.kind}", refId=asked.id)
    with fields_named({}, prefix=f"{asked.kind}."):
        changed = update(
            UpdatePackageEntitlementRequest(
                scope=context.scope, package_id=package.id, id=named(entitlement), settings=settings
            ),
            packages=_repository_of(package),
            features=wiring.features(),
            clock=wiring.clock(),
        )
    return entitlement_view(changed, package.id, context.loader)


def delete_package_entitlement(context: Context, input: Given) -> PackageEntitlementView:
    """Return the entitlement that is gone."""
    package, entitlement = _found(context.scope, input["id"])
    gone = delete(context.scope, package.id, named(entitlement), packages=_repository_of(package), clock=wiring.clock())
    return entitlement_view(gone, package.id, context.loader)


def set_package_pricing(context: Context, input: Given) -> list[PriceView]:
    """Return every price of the draft, those of overage last."""
    asked = read(PackagePricingInput, with_public_ids(context.scope, without_nulls_within(input)))
    packages, package_id = package_named(context.scope, asked.package_id)
    with fields_renamed(domain_path_as_sent):
        charges = asked.to_request("")
        package: Package
        if packages.kind is Plan:
            package = updated_plan(UpdatePlanRequest(scope=context.scope, id=package_id, charges=charges))
        else:
            package = updated_addon(UpdateAddonRequest(scope=context.scope, id=package_id, charges=charges))
    return [*price_views(package.charges, context.loader), *overage_price_views(package.charges, context.loader)]


def _found(scope: Scope, uuid: str) -> tuple[Package, AnyEntitlement]:
    return find_entitlement(scope, uuid, plans=wiring.plans(), addons=wiring.addons())


def _repository_of(package: Package) -> PackageRepository[Any]:
    return wiring.plans() if isinstance(package, Plan) else wiring.addons()
