"""Stop selling a product, and with it all its plans."""

from tollgate.catalog.archive_plan import archive_version
from tollgate.catalog.errors import ProductInUse
from tollgate.catalog.events import ProductDeleted
from tollgate.catalog.plan import PackageStatus, Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository, SubscriptionUse
from tollgate.catalog.product import Product
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

MOST_PLANS = 30
"""Each takes up to three documents of the one transaction that archives the product, which holds 100."""


def archive_product(
    scope: Scope,
    product_id: str,
    *,
    products: ProductRepository,
    plans: PlanRepository,
    subscriptions: SubscriptionUse,
    events: EventRecorder,
    clock: Clock,
) -> Product:
    """Return the archived product; raises `ProductNotFound`, `EntityIsArchived`, `ProductInUse`.

    Its published plans are archived in the same transaction. Plans that were never published stay drafts.
    """
    products.begin_change(scope)
    product = retrieve_product(scope, product_id, products=products)
    _check_may_go(scope, product, subscriptions)
    now = clock.now()
    for plan in _sold_plans(plans.current(scope), product_id):
        archive_version(scope, plan, plans=plans, events=events, at=now)
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


def _sold_plans(plans: list[Plan], product_id: str) -> list[Plan]:
    sold = [plan for plan in plans if plan.product_id == product_id and plan.status is PackageStatus.PUBLISHED]
    if len(sold) > MOST_PLANS:
        raise InvalidInput(f"At most {MOST_PLANS} plans are archived with their product, which has {len(sold)}")
    return sold
