"""Change an add-on: its draft, which is begun where there is none, and where asked for what becomes of it."""

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import check_addon
from tollgate.catalog.archive_package import archive_version, sold_version
from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.draft import draft_of
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.package_use import check_unused
from tollgate.catalog.ports import AddonRepository, Currencies, FeatureRepository, PlanRepository, ProductRepository
from tollgate.catalog.publish_addon import sell
from tollgate.catalog.publish_package import check_product
from tollgate.catalog.update_package import Edit, UpdatePackageRequest, edit_package, save_edit
from tollgate.shared.clock import Clock
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope


class UpdateAddonRequest(UpdatePackageRequest):
    """What is to change of an add-on: the fields that are given.

    With a `status` other than that of the version which is edited, the changes are published, or the add-on is
    archived, or a draft is begun.
    """

    max_quantity: int | None = None
    dependencies: tuple[str, ...] = ()
    status: PackageStatus | None = None

    @property
    def suits_archived(self) -> bool:
        """Tell whether nothing is asked for but to be archived."""
        return self.status is PackageStatus.ARCHIVED and self.model_fields_set <= {"scope", "id", "status"}


def update_addon(
    request: UpdateAddonRequest,
    *,
    addons: AddonRepository,
    plans: PlanRepository,
    groups: PackageGroupRepository,
    products: ProductRepository,
    features: FeatureRepository,
    currencies: Currencies,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Addon:
    """Return the version that is edited, sold or archived, as it is now.

    Raises `AddonNotFound`, `EntityIsArchived`, what `check_addon` raises, for charges what `with_charges` raises, and
    for a status what `publish_addon` and `archive_package` raise.
    """
    scope = request.scope
    edit = edit_package(
        request,
        packages=addons,
        check=lambda changed: check_addon(scope, changed, addons=addons),
        grantable=lambda: Grantable.of(scope, features=features, currencies=currencies),
        clock=clock,
        ids=ids,
    )
    has_draft = edit.before.is_draft or edit.changes_what_is_sold
    if request.status is PackageStatus.PUBLISHED and has_draft:
        check_product(scope, edit.after, products=products)
        draft = draft_of(edit.after, at=edit.at)
        addon = sell(scope, draft, addons=addons, plans=plans, events=events, at=edit.at)
        if edit.changes_metadata:
            addons.save_shared(scope, addon)
        return addon
    if request.status is PackageStatus.ARCHIVED:
        return _archived(scope, edit, addons=addons, plans=plans, groups=groups, products=products, events=events)
    begins_draft = request.status is PackageStatus.DRAFT and not has_draft
    return save_edit(scope, edit, packages=addons, events=events, begins_draft=begins_draft)


def _archived(
    scope: Scope,
    edit: Edit[Addon],
    *,
    addons: AddonRepository,
    plans: PlanRepository,
    groups: PackageGroupRepository,
    products: ProductRepository,
    events: EventRecorder,
) -> Addon:
    if edit.before.is_archived:
        return edit.before
    if edit.changes_what_is_sold:
        raise InvalidInput("An add-on that is archived is not edited; send its status alone", field="status")
    addon = sold_version(scope, edit.before.id, packages=addons)
    check_unused(scope, addon, plans=plans, addons=addons, groups=groups, products=products)
    addon = addon.but(metadata=edit.after.metadata)
    return archive_version(scope, addon, packages=addons, events=events, at=edit.at)
