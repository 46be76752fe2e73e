"""Stop selling a product, and with it all its plans, add-ons and package groups."""

from tollgate.catalog.archive_package import archive_version
from tollgate.catalog.archive_package_group import archive_group
from tollgate.catalog.errors import ProductInUse
from tollgate.catalog.events import ProductDeleted
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.ports import (
    AddonRepository,
    AnyPackage,
    PackageRepository,
    PlanRepository,
    ProductRepository,
    SubscriptionUse,
)
from tollgate.catalog.product import Product
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

MOST_PACKAGES = 30
"""Each takes up to three documents of the one transaction that archives the product, which holds 100."""


def archive_product(
    scope: Scope,
    product_id: str,
    *,
    products: ProductRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    subscriptions: SubscriptionUse,
    events: EventRecorder,
    clock: Clock,
) -> Product:
    """Return the archived product; raises `ProductNotFound`, `EntityIsArchived`, `ProductInUse`.

    Its published plans and add-ons, and its package groups, are archived in the same transaction. What was never
    published stays a draft.
    """
    products.begin_change(scope)
    product = retrieve_product(scope, product_id, products=products)
    _check_may_go(scope, product, subscriptions)
    now = clock.now()
    sold_plans, sold_addons = _sold(scope, product_id, plans), _sold(scope, product_id, addons)
    held = [each for each in groups.all(scope) if each.product_id == product_id and not each.is_archived]
    if len(sold_plans) + len(sold_addons) + len(held) > MOST_PACKAGES:
        raise InvalidInput(
            f"At most {MOST_PACKAGES} plans, add-ons and package groups are archived with their product; "
            "archive some of them first"
        )
    for plan in sold_plans:
        archive_version(scope, plan, packages=plans, events=events, at=now)
    for addon in sold_addons:
        archive_version(scope, addon, packages=addons, events=events, at=now)
    for group in held:
        archive_group(scope, group, groups=groups, events=events, at=now)
    product = product.archived(at=now)
    products.save(scope, product)
    events.record(scope, ProductDeleted.of(product, at=now))
    return product


def _check_may_go(scope: Scope, product: Product, subscriptions: SubscriptionUse) -> None:
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)
    if product.is_default:
        raise ProductInUse("The default product of an environment cannot be archived")
    if subscriptions.has_live(scope, product_id=product.id):
        raise ProductInUse("Subscriptions to the product are alive; cancel them first")


def _sold(scope: Scope, product_id: str, packages: PackageRepository[AnyPackage]) -> list[AnyPackage]:
    versions = packages.current(scope)
    return [each for each in versions if each.product_id == product_id and each.status is PackageStatus.PUBLISHED]
