"""What begins every package: an id that is free, a product that is sold, a status it may begin in."""

from typing import Any

from tollgate.catalog.entitlement import Widget
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.ports import AnyPackage, PackageRepository, ProductRepository
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class NewPackage(Value):
    """What a new plan or add-on is to be."""

    scope: Scope
    id: str
    product_id: str
    display_name: str
    description: str | None = None
    billing_id: str | None = None
    pricing_type: PricingType | None = None
    status: PackageStatus = PackageStatus.DRAFT
    metadata: dict[str, str] = {}
    hidden_from_widgets: tuple[Widget, ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields that the first draft has as they were asked for."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in {"scope", "status"}}


def check_new(request: NewPackage, *, packages: PackageRepository[AnyPackage], products: ProductRepository) -> None:
    """Begin the change; raises `InvalidInput`, `DuplicatedEntity`, `ProductNotFound`, `EntityIsArchived`."""
    require_id(request.id, field="id")
    checked_metadata(request.metadata)
    if request.status is PackageStatus.ARCHIVED:
        raise InvalidInput(f"A new {packages.kind.noun} begins as DRAFT or PUBLISHED", field="status")
    packages.begin_change(request.scope)
    if packages.exists(request.scope, request.id):
        raise DuplicatedEntity.of(packages.kind.noun, request.id)
    if retrieve_product(request.scope, request.product_id, products=products).is_archived:
        raise EntityIsArchived.of("product", request.product_id)
