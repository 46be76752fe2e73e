"""Publish an add-on's draft: from now on it is what is sold."""

from datetime import datetime

from tollgate.catalog.addon import Addon
from tollgate.catalog.events import PackagePublished, package_updated
from tollgate.catalog.ports import AddonRepository, ProductRepository
from tollgate.catalog.publish_package import check_price, draft_to_publish
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def publish_addon(
    scope: Scope,
    addon_id: str,
    *,
    addons: AddonRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
) -> Addon:
    """Return the new version.

    Raises `AddonNotFound`, `EntityIsArchived`, `PackageAlreadyPublished` without a draft, `PricingTypeNotSet`,
    `AddonWithoutPrice`.
    """
    addons.begin_change(scope)
    draft = draft_to_publish(scope, addon_id, packages=addons, products=products)
    now = clock.now()
    published = publish_version(scope, draft, addons=addons, at=now)
    events.record(scope, PackagePublished.of(published, at=now))
    events.record(scope, package_updated(published, at=now))
    return published


def publish_version(scope: Scope, draft: Addon, *, addons: AddonRepository, at: datetime) -> Addon:
    """Stage a draft as the latest version; raises `PricingTypeNotSet`, `AddonWithoutPrice`."""
    check_price(draft)
    published = draft.published(at=at)
    addons.publish(scope, published)
    return published
