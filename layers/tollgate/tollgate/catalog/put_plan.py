"""Put a whole plan in place at once: as a draft, or as what is sold from now on."""

from collections.abc import Sequence

from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.group_ports import FeatureGroupRepository, PackageGroupRepository
from tollgate.catalog.migration import MigrationType, start_migration
from tollgate.catalog.package_group_rules import check_groups
from tollgate.catalog.plan import CompatiblePackageGroup, Plan
from tollgate.catalog.plan_rules import check_plan
from tollgate.catalog.ports import AddonRepository, Currencies, FeatureRepository, PlanRepository, ProductRepository
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.put_package import PackageContent, Putting, put_package
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.settings_rules import check_still_fits
from tollgate.catalog.trial import TrialConfig
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.tasks.ports import TaskRepository


class PlanContent(PackageContent):
    """Everything a plan is to say."""

    parent_plan_id: str | None
    default_trial_config: TrialConfig | None
    compatible_addon_ids: tuple[str, ...]
    compatible_package_groups: tuple[CompatiblePackageGroup, ...]


def put_plan(
    content: PlanContent,
    migration_type: MigrationType,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    products: ProductRepository,
    features: FeatureRepository,
    currencies: Currencies,
    groups: FeatureGroupRepository,
    package_groups: PackageGroupRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Plan:
    """Return the version that is in place now; plans that build on it are published with it, as far as they change.

    A task moves their subscribers, unless only new customers get what is published.

    Raises `ProductNotFound`, `EntityIsArchived`, and what `put_package`, `check_plan`, `check_groups`,
    `check_still_fits` and `publish_version` raise.
    """
    scope, now = content.scope, clock.now()
    plans.begin_change(scope)
    product = retrieve_product(scope, content.product_id, products=products)
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)

    def check(plan: Plan) -> None:
        check_plan(scope, plan, plans=plans, addons=addons)
        check_groups(scope, plan, groups=package_groups, addons=addons)

    def publish(version: Plan) -> Sequence[Plan]:
        check_still_fits(product.product_settings, version)
        is_sold = plans.latest(scope, version.id) is not None
        published = publish_version(
            scope, version, plans=plans, addons=addons, groups=package_groups, at=now, beside_draft=is_sold
        )
        versions = (published.plan, *published.children)
        start_migration(scope, versions, migration_type, at=now, tasks=tasks, events=events, ids=ids)
        return versions

    putting = Putting(
        packages=plans,
        grantable=Grantable.of(scope, features=features, currencies=currencies),
        groups={each.id: each for each in groups.all(scope)},
        check=check,
        publish=publish,
        events=events,
        ids=ids,
        at=now,
    )
    return put_package(content, putting)
