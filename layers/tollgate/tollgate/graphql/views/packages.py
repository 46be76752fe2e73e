"""What plans and add-ons share, and add-ons, as GraphQL shows them."""

from typing import Generic

from tollgate.catalog.addon import Addon
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.ports import AnyPackage
from tollgate.charges.pricing_model import OverageBillingPeriod
from tollgate.graphql.loader import Batch, Loader
from tollgate.graphql.views.package_entitlements import (
    FeatureEntitlementView,
    PackageEntitlementUnionView,
    feature_entitlement_views,
    union_views,
)
from tollgate.graphql.views.prices import PriceView, overage_price_views, price_views
from tollgate.graphql.views.view import NamedView


class PackageView(NamedView[AnyPackage], Generic[AnyPackage]):
    """What `Plan` and `Addon` share: one version. What all versions have in common is that of the package now."""

    billing_link_url = None

    def __init__(self, package: AnyPackage, packages: Batch[str, AnyPackage], loader: Loader) -> None:
        super().__init__(package, loader)
        self._packages = packages
        packages.announce(package.id)

    @property
    def additional_meta_data(self) -> dict[str, str]:
        return self._latest.metadata

    @property
    def is_latest(self) -> bool:
        return not self._shown.is_draft and self._latest.version_number == self._shown.version_number

    @property
    def status(self) -> PackageStatus:
        return PackageStatus.ARCHIVED if self._latest.is_archived else self._shown.status

    @property
    def entitlements(self) -> list[FeatureEntitlementView]:
        return feature_entitlement_views(self._shown.own_entitlements, self._shown.id, self._loader)

    @property
    def package_entitlements(self) -> list[PackageEntitlementUnionView]:
        return union_views(self._shown.own_entitlements, self._shown.id, self._loader)

    @property
    def prices(self) -> list[PriceView]:
        return price_views(self._shown.charges, self._loader)

    @property
    def overage_prices(self) -> list[PriceView]:
        return overage_price_views(self._shown.charges, self._loader)

    @property
    def overage_billing_period(self) -> OverageBillingPeriod | None:
        charges = self._shown.charges
        return charges.overage_billing_period if charges.overage_pricing_models else None

    @property
    def _latest(self) -> AnyPackage:
        return self._packages.get(self._shown.id)


class AddonView(PackageView[Addon]):
    """`Addon`: one version."""

    type = "Addon"

    def __init__(self, addon: Addon, loader: Loader) -> None:
        super().__init__(addon, loader.latest_addons, loader)
        for addon_id in addon.dependencies:
            loader.latest_addons.announce(addon_id)

    @property
    def has_subscriptions(self) -> bool:
        return self._loader.is_held(self._shown)

    @property
    def dependencies(self) -> list["AddonView"]:
        return addon_views(self._shown.dependencies, self._loader)


def addon_views(addon_ids: tuple[str, ...], loader: Loader) -> list[AddonView]:
    """Return add-ons as they are sold, or as drafts where they never were."""
    for addon_id in addon_ids:
        loader.latest_addons.announce(addon_id)
    return [AddonView(loader.latest_addons.get(each), loader) for each in addon_ids]
