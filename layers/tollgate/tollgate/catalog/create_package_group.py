"""Define a group of add-ons, as yet without any."""

from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.package_group_events import PackageGroupCreated
from tollgate.catalog.ports import (
    ProductRepository,
)
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.scope import Scope


class CreatePackageGroupRequest(Value):
    """What a new package group is to be."""

    scope: Scope
    id: str
    product_id: str
    display_name: str
    description: str | None = None


def create_package_group(
    request: CreatePackageGroupRequest,
    *,
    groups: PackageGroupRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> PackageGroup:
    """Return the first version of the new group.

    Raises `DuplicatedEntity` where the id is taken, `ProductNotFound`, `EntityIsArchived`, and `InvalidInput` for the
    id.
    """
    require_id(request.id, field="packageGroupId")
    groups.begin_change(request.scope)
    if groups.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("packageGroup", request.id)
    if retrieve_product(request.scope, request.product_id, products=products).is_archived:
        raise EntityIsArchived.of("product", request.product_id)
    now = clock.now()
    group = PackageGroup(
        id=request.id,
        uuid=ids.uuid(),
        product_id=request.product_id,
        display_name=request.display_name,
        description=request.description,
        created_at=now,
        updated_at=now,
    )
    groups.add_version(request.scope, group)
    events.record(request.scope, PackageGroupCreated.of(group, at=now))
    return group
