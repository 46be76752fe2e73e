"""What packages grant, as GraphQL shows it."""

from collections.abc import Iterable
from decimal import Decimal

from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.package import AnyEntitlement
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.currencies import CurrencyAsFeatureView, CustomCurrencyView
from tollgate.graphql.views.features import FeatureView, feature_view
from tollgate.graphql.views.view import View
from tollgate.shared.reset_period import ResetPeriod


class FeatureEntitlementView(View[FeatureEntitlement]):
    """`PackageEntitlement` and `PackageFeatureEntitlement`: what a package grants of a feature."""

    type_name = "PackageFeatureEntitlement"

    def __init__(self, granted: FeatureEntitlement, package_id: str, loader: Loader) -> None:
        super().__init__(granted, loader)
        self.package_id = package_id
        loader.features.announce(granted.feature_id)

    @property
    def id(self) -> str:
        return self._shown.uuid

    @property
    def feature(self) -> FeatureView:
        return FeatureView(self._loader.features.get(self._shown.feature_id), self._loader)


class CreditEntitlementView(View[CreditEntitlement]):
    """`PackageCreditEntitlement`: what a package grants of a custom currency."""

    type_name = "PackageCreditEntitlement"

    def __init__(self, granted: CreditEntitlement, loader: Loader) -> None:
        super().__init__(granted, loader)
        if granted.dependency_feature_id is not None:
            loader.features.announce(granted.dependency_feature_id)

    @property
    def id(self) -> str:
        return self._shown.uuid

    @property
    def custom_currency_id(self) -> str:
        return self._shown.currency_id

    @property
    def custom_currency(self) -> CustomCurrencyView:
        return CustomCurrencyView(self._loader.currencies.get(self._shown.currency_id), self._loader)

    @property
    def dependency_feature(self) -> FeatureView | None:
        return feature_view(self._shown.dependency_feature_id, self._loader)


class CreditsAsFeatureView(View[CreditEntitlement]):
    """`PackageEntitlement`, where the published API has no place for credits: the currency stands for a feature.

    The amount is the limit, and the cadence the period after which it is there again.
    """

    enum_values = None
    feature_group_ids: tuple[str, ...] = ()
    has_unlimited_usage = False

    def __init__(self, granted: CreditEntitlement, package_id: str, loader: Loader) -> None:
        super().__init__(granted, loader)
        self.package_id = package_id

    @property
    def id(self) -> str:
        return self._shown.uuid

    @property
    def feature_id(self) -> str:
        return self._shown.currency_id

    @property
    def feature(self) -> CurrencyAsFeatureView:
        return CurrencyAsFeatureView(self._loader.currencies.get(self._shown.currency_id), self._loader)

    @property
    def usage_limit(self) -> Decimal | None:
        return self._shown.amount

    @property
    def reset_period(self) -> ResetPeriod:
        return ResetPeriod(self._shown.cadence)


PackageEntitlementView = FeatureEntitlementView | CreditsAsFeatureView
PackageEntitlementUnionView = FeatureEntitlementView | CreditEntitlementView


def entitlement_view(entitlement: AnyEntitlement, package_id: str, loader: Loader) -> PackageEntitlementView:
    """Return an entitlement as the older type shows it."""
    if isinstance(entitlement, FeatureEntitlement):
        return FeatureEntitlementView(entitlement, package_id, loader)
    return CreditsAsFeatureView(entitlement, package_id, loader)


def feature_entitlement_views(
    entitlements: Iterable[AnyEntitlement], package_id: str, loader: Loader
) -> list[FeatureEntitlementView]:
    """Return those of the entitlements that are to features."""
    features = (each for each in entitlements if isinstance(each, FeatureEntitlement))
    return [FeatureEntitlementView(each, package_id, loader) for each in features]


def union_views(
    entitlements: Iterable[AnyEntitlement], package_id: str, loader: Loader
) -> list[PackageEntitlementUnionView]:
    """Return all of the entitlements, to features and to credits."""
    return [
        FeatureEntitlementView(each, package_id, loader)
        if isinstance(each, FeatureEntitlement)
        else CreditEntitlementView(each, loader)
        for each in entitlements
    ]
