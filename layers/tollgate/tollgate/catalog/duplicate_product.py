"""Copy a product with everything it sells, to be changed and published apart from it."""

from collections.abc import Iterable

from tollgate.catalog.archive_product import MOST_PACKAGES
from tollgate.catalog.events import ProductCreated, package_created
from tollgate.catalog.package import Package
from tollgate.catalog.package_copies import Copying
from tollgate.catalog.ports import AddonRepository, AnyPackage, PlanRepository, ProductRepository
from tollgate.catalog.product import Product
from tollgate.catalog.product_errors import ProductNotDuplicable
from tollgate.catalog.product_settings import ProductSettings
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, is_id, require_id
from tollgate.shared.scope import Scope


class DuplicateProductRequest(Value):
    """Which product is copied, and how the copy is called; what is left out it takes from the original."""

    scope: Scope
    id: str
    target_id: str
    display_name: str = ""
    description: str | None = None


def duplicate_product(
    request: DuplicateProductRequest,
    *,
    products: ProductRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Product:
    """Return the copy, published; its plans and add-ons are drafts that say what the originals sell.

    Raises `ProductNotFound`, `EntityIsArchived`, `DuplicatedEntity`, `InvalidInput`, and `ProductNotDuplicable` where
    something of it cannot be copied.
    """
    scope = request.scope
    require_id(request.target_id, field="targetId")
    products.begin_change(scope)
    product = retrieve_product(scope, request.id, products=products)
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)
    if products.find(scope, request.target_id) is not None:
        raise DuplicatedEntity.of("product", request.target_id)
    all_plans, all_addons = plans.current(scope), addons.current(scope)
    shown_plans, shown_addons = _shown(all_plans, product.id), _shown(all_addons, product.id)
    _check_number(len(shown_plans) + len(shown_addons))
    copying = Copying(
        product_id=request.target_id,
        plan_ids=_named(shown_plans, request.target_id, among=all_plans),
        addon_ids=_named(shown_addons, request.target_id, among=all_addons),
        ids=ids,
        at=clock.now(),
    )
    copy = _product_copy(product, request, copying)
    products.add(scope, copy)
    events.record(scope, ProductCreated.of(copy, at=copying.at))
    for addon in map(copying.addon, shown_addons):
        addons.save_draft(scope, addon)
        events.record(scope, package_created(addon, at=copying.at))
    for plan in map(copying.plan, shown_plans):
        plans.save_draft(scope, plan)
        events.record(scope, package_created(plan, at=copying.at))
    return copy


def _shown(versions: list[AnyPackage], product_id: str) -> list[AnyPackage]:
    """Return what is copied: each package as it is sold, or by its draft where it never was; no archived ones."""
    latest_last = sorted(versions, key=lambda each: each.is_latest)
    shown = {each.id: each for each in latest_last if each.product_id == product_id}
    return [each for each in shown.values() if not each.is_archived]


def _check_number(packages: int) -> None:
    if packages > MOST_PACKAGES:
        raise ProductNotDuplicable(
            f"At most {MOST_PACKAGES} plans and add-ons are copied with their product, which has {packages}; "
            "archive some of them first"
        )


def _named(originals: Iterable[Package], target_id: str, *, among: Iterable[Package]) -> dict[str, str]:
    """Return the copies' ids by those of the originals; raises `ProductNotDuplicable` where one cannot be."""
    names = {each.id: f"{each.id}-{target_id}" for each in originals}
    too_long = [name for name in names.values() if not is_id(name)]
    if too_long:
        raise ProductNotDuplicable(
            f"The copies' ids end with targetId and have at most 255 characters, unlike {too_long[0]}; shorten it",
            field="targetId",
        )
    copies = set(names.values())
    taken = next((each for each in among if each.id in copies), None)
    if taken is not None:
        raise ProductNotDuplicable(
            f"The {taken.noun} {taken.id} exists already: choose another targetId", field="targetId"
        )
    return names


def _product_copy(product: Product, request: DuplicateProductRequest, copying: Copying) -> Product:
    told = {name: getattr(request, name) for name in request.model_fields_set & {"display_name", "description"}}
    rules = tuple(
        rule.but(source_plan_id=copying.plan_ids[rule.source_plan_id])
        for rule in product.auto_cancellation_rules
        if rule.source_plan_id in copying.plan_ids
    )
    return product.but(
        id=request.target_id,
        uuid=copying.ids.uuid(),
        is_default=False,
        product_settings=_settings_copy(product.product_settings, copying),
        auto_cancellation_rules=rules,
        created_at=copying.at,
        updated_at=copying.at,
        **told,
    )


def _settings_copy(settings: ProductSettings, copying: Copying) -> ProductSettings:
    gone = sorted(settings.plan_ids - copying.plan_ids.keys())
    if gone:
        raise ProductNotDuplicable(f"The settings name {gone[0]}, which is archived; change the settings first")
    start, downgrade = settings.subscription_start_plan_id, settings.downgrade_plan_id
    return settings.but(
        subscription_start_plan_id=copying.plan_ids[start] if start is not None else None,
        downgrade_plan_id=copying.plan_ids[downgrade] if downgrade is not None else None,
    )
