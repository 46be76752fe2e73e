"""Define a line of plans."""

from tollgate.catalog.events import ProductCreated
from tollgate.catalog.ports import ProductRepository
from tollgate.catalog.product import Product
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class CreateProductRequest(Value):
    """What a new product is to be."""

    scope: Scope
    id: str
    display_name: str
    description: str | None = None
    metadata: dict[str, str] | None = None
    multiple_subscriptions: bool = False
    is_default: bool = False


def create_product(
    request: CreateProductRequest, *, products: ProductRepository, events: EventRecorder, clock: Clock, ids: Ids
) -> Product:
    """Return the new product; raises `DuplicatedEntity` where the id is taken."""
    require_id(request.id, field="id")
    if products.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("product", request.id)
    now = clock.now()
    product = Product(
        id=request.id,
        uuid=ids.uuid(),
        display_name=request.display_name,
        description=request.description,
        metadata=checked_metadata(request.metadata or {}),
        multiple_subscriptions=request.multiple_subscriptions,
        is_default=request.is_default,
        created_at=now,
        updated_at=now,
    )
    products.add(request.scope, product)
    events.record(request.scope, ProductCreated.of(product, at=now))
    return product
