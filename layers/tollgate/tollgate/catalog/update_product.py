"""Change how a product is shown, how many subscriptions a customer may have, and what changing plans does."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.events import ProductUpdated
from tollgate.catalog.ports import ProductRepository, SubscriptionUse
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateProductRequest(Value):
    """What is to change of a product: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    metadata: dict[str, str] | None = None
    multiple_subscriptions: bool = False
    usage_reset_cutoff: UsageResetCutoff = UsageResetCutoff.ALWAYS_RESET


def update_product(
    request: UpdateProductRequest,
    *,
    products: ProductRepository,
    subscriptions: SubscriptionUse,
    events: EventRecorder,
    clock: Clock,
) -> Product:
    """Return the changed product; raises `ProductNotFound`, and `InvalidInput` for what subscriptions rest on."""
    product = retrieve_product(request.scope, request.id, products=products)
    changed = product.but(**changes_in(request))
    if changed == product:
        return product
    if changed.multiple_subscriptions != product.multiple_subscriptions and subscriptions.has_any(
        request.scope, product_id=product.id
    ):
        raise InvalidInput(
            "multipleSubscriptions cannot change any more: there are subscriptions to the product",
            field="multipleSubscriptions",
        )
    now = clock.now()
    changed = changed.but(updated_at=now)
    products.save(request.scope, changed)
    events.record(request.scope, ProductUpdated.of(changed, at=now))
    return changed
