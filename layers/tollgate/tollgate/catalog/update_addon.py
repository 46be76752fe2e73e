"""Change an add-on: its draft, which is begun where there is none. Metadata alone applies at once."""

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import check_addon
from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.ports import AddonRepository, Currencies, FeatureRepository
from tollgate.catalog.update_package import UpdatePackageRequest, update_package
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids


class UpdateAddonRequest(UpdatePackageRequest):
    """What is to change of an add-on: the fields that are given."""

    max_quantity: int | None = None
    dependencies: tuple[str, ...] = ()


def update_addon(
    request: UpdateAddonRequest,
    *,
    addons: AddonRepository,
    features: FeatureRepository,
    currencies: Currencies,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Addon:
    """Return the version that is edited, as it is now.

    Raises `AddonNotFound`, `EntityIsArchived`, what `check_addon` raises, and for charges what `with_charges` raises.
    """
    return update_package(
        request,
        packages=addons,
        check=lambda addon: check_addon(request.scope, addon, addons=addons),
        grantable=lambda: Grantable.of(request.scope, features=features, currencies=currencies),
        events=events,
        clock=clock,
        ids=ids,
    )
