"""Define an add-on: as a draft, or published at once."""

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import check_addon
from tollgate.catalog.events import AddonCreated
from tollgate.catalog.new_package import NewPackage, check_new
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.ports import AddonRepository, ProductRepository
from tollgate.catalog.publish_addon import publish_version
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids


class CreateAddonRequest(NewPackage):
    """What a new add-on is to be."""

    max_quantity: int | None = None
    dependencies: tuple[str, ...] = ()


def create_addon(
    request: CreateAddonRequest,
    *,
    addons: AddonRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Addon:
    """Return the new add-on.

    Raises `DuplicatedEntity`, `ProductNotFound`, `EntityIsArchived`, what `check_addon` raises, and where it is to be
    published what `publish_version` raises.
    """
    check_new(request, packages=addons, products=products)
    now = clock.now()
    addon = Addon(uuid=ids.uuid(), version_number=1, created_at=now, updated_at=now, **request.fields)
    if request.status is PackageStatus.DRAFT:
        check_addon(request.scope, addon, addons=addons)
        addons.save_draft(request.scope, addon)
    else:
        addon = publish_version(request.scope, addon, addons=addons, at=now)
    events.record(request.scope, AddonCreated.of(addon, at=now))
    return addon
