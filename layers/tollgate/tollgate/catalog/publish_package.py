"""What publishing any package asks for: something new to sell, of a product that is sold, at a price if it is paid."""

from tollgate.catalog.draft import edited_version
from tollgate.catalog.errors import AddonWithoutPrice, PackageAlreadyPublished, PricingTypeNotSet
from tollgate.catalog.package import Package, PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AnyPackage, PackageRepository, ProductRepository
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.settings_rules import check_still_fits
from tollgate.charges.errors import PriceNotFound
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope


def draft_to_publish(
    scope: Scope, package_id: str, *, packages: PackageRepository[AnyPackage], products: ProductRepository
) -> AnyPackage:
    """Return the draft.

    Raises `PlanNotFound` or `AddonNotFound`, `EntityIsArchived`, `PackageAlreadyPublished`, and what
    `check_still_fits` raises of a plan that the product's settings name.
    """
    draft = edited_version(scope, package_id, packages=packages)
    if draft.is_archived:
        raise EntityIsArchived.of(draft.noun, package_id)
    if not draft.is_draft:
        raise PackageAlreadyPublished(f"The {draft.noun} {package_id} has no draft to publish")
    check_product(scope, draft, products=products)
    return draft


def check_product(scope: Scope, draft: Package, *, products: ProductRepository) -> None:
    """Raise `EntityIsArchived` where the package's product is sold no more, and what `check_still_fits` raises."""
    product = retrieve_product(scope, draft.product_id, products=products)
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)
    if isinstance(draft, Plan):
        check_still_fits(product.product_settings, draft)


def check_price(draft: Package) -> None:
    """Raise `PricingTypeNotSet`, `PriceNotFound` or `AddonWithoutPrice` where it is not said what a package costs."""
    if draft.pricing_type is None:
        raise PricingTypeNotSet(f"The {draft.noun} has no pricingType; it is FREE, PAID or CUSTOM", refId=draft.id)
    if draft.pricing_type is not PricingType.PAID or draft.charges.all_prices():
        return
    if draft.noun == "add-on":
        raise AddonWithoutPrice(f"The paid add-on {draft.id} has no price; set its charges", refId=draft.id)
    raise PriceNotFound(f"The paid plan {draft.id} has no price; set its charges", refId=draft.id)
