"""Put a whole add-on in place at once: as a draft, or as what is sold from now on."""

from collections.abc import Sequence

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import check_addon
from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.group_ports import FeatureGroupRepository
from tollgate.catalog.migration import MigrationType, start_addon_migration
from tollgate.catalog.ports import AddonRepository, Currencies, FeatureRepository, PlanRepository, ProductRepository
from tollgate.catalog.publish_addon import check_offers, publish_version
from tollgate.catalog.put_package import PackageContent, Putting, put_package
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.tasks.ports import TaskRepository


class AddonContent(PackageContent):
    """Everything an add-on is to say."""

    max_quantity: int | None
    dependencies: tuple[str, ...]


def put_addon(
    content: AddonContent,
    migration_type: MigrationType,
    *,
    addons: AddonRepository,
    plans: PlanRepository,
    products: ProductRepository,
    features: FeatureRepository,
    currencies: Currencies,
    groups: FeatureGroupRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Addon:
    """Return the version that is in place now; a task moves who holds it, unless only new customers get it.

    Raises `ProductNotFound`, `EntityIsArchived`, and what `put_package`, `check_addon`, `check_offers` and
    `publish_version` raise.
    """
    scope, now = content.scope, clock.now()
    addons.begin_change(scope)
    if retrieve_product(scope, content.product_id, products=products).is_archived:
        raise EntityIsArchived.of("product", content.product_id)

    def publish(version: Addon) -> Sequence[Addon]:
        check_offers(scope, version, plans)
        is_sold = addons.latest(scope, version.id) is not None
        published = publish_version(scope, version, addons=addons, at=now, beside_draft=is_sold)
        start_addon_migration(
            scope, published, migration_type, plans=plans, at=now, tasks=tasks, events=events, ids=ids
        )
        return (published,)

    putting = Putting(
        packages=addons,
        grantable=Grantable.of(scope, features=features, currencies=currencies),
        groups={each.id: each for each in groups.all(scope)},
        check=lambda addon: check_addon(scope, addon, addons=addons),
        publish=publish,
        events=events,
        ids=ids,
        at=now,
    )
    return put_package(content, putting)
