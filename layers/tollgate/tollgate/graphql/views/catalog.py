"""Features, plans and products, as GraphQL shows them."""

from typing import NamedTuple

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_use import entitlements_to, values_in_use
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.catalog.product_settings import AutoCancellationRule, ProductSettings
from tollgate.graphql.loader import Loader
from tollgate.graphql.spelling import METER_TYPE
from tollgate.graphql.views.view import NamedView, View


class FeatureView(NamedView[Feature]):
    """`Feature`."""

    @property
    def meter_type(self) -> str:
        return METER_TYPE[self._shown.meter_type]

    @property
    def has_entitlements(self) -> bool:
        return bool(entitlements_to(self._loader.packages_in_use, self._shown.id))

    @property
    def used_enum_values(self) -> list[str]:
        return sorted(values_in_use(self._loader.packages_in_use, self._shown.id))


class PackageEntitlementView(View[FeatureEntitlement]):
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


class ProductSettingsView(View[ProductSettings]):
    """`ProductSettings`."""

    @property
    def subscription_start_plan(self) -> "PlanView | None":
        return plan_view(self._shown.subscription_start_plan_id, self._loader)

    @property
    def downgrade_plan(self) -> "PlanView | None":
        return plan_view(self._shown.downgrade_plan_id, self._loader)


class AutoCancellationRuleView(View[AutoCancellationRule]):
    """`AutoCancellationRule`."""

    @property
    def source_plan(self) -> "PlanView | None":
        return plan_view(self._shown.source_plan_id, self._loader)

    @property
    def target_plan(self) -> "PlanView | None":
        return plan_view(self._shown.target_plan_id, self._loader)


class ProductView(NamedView[Product]):
    """`Product`."""

    aws_marketplace_product_code = None
    aws_marketplace_product_id = None

    @property
    def auto_cancellation_rules(self) -> list[AutoCancellationRuleView]:
        return [AutoCancellationRuleView(each, self._loader) for each in self._shown.auto_cancellation_rules]

    @property
    def downgrade_plan(self) -> "PlanView | None":
        return self.product_settings.downgrade_plan

    @property
    def product_settings(self) -> ProductSettingsView:
        return ProductSettingsView(self._shown.product_settings, self._loader)

    @property
    def usage_reset_cutoff_rule(self) -> "UsageResetCutoffRuleView":
        return UsageResetCutoffRuleView(self._shown.usage_reset_cutoff)

    @property
    def is_default_product(self) -> bool:
        return self._shown.is_default

    @property
    def has_subscriptions(self) -> bool:
        return self._loader.is_subscribed(self._shown.id)


class UsageResetCutoffRuleView(NamedTuple):
    """`SubscriptionUpdateUsageResetCutoffRule`."""

    behavior: UsageResetCutoff


class PlanView(NamedView[Plan]):
    """`Plan`: one published version. What all versions share is read from the plan as it is now."""

    type = "Plan"
    aws_marketplace_plan_dimension = None
    base_plan = None
    billing_link_url = None
    compatible_addons: tuple[None, ...] = ()
    compatible_package_groups: tuple[None, ...] = ()
    default_trial_config = None
    inherited_entitlements: tuple[None, ...] = ()
    inherited_package_entitlements: tuple[None, ...] = ()
    is_parent = False
    overage_billing_period = None
    overage_prices: tuple[None, ...] = ()
    prices: tuple[None, ...] = ()

    @property
    def additional_meta_data(self) -> dict[str, str]:
        return self._latest.metadata

    @property
    def is_latest(self) -> bool:
        return self._latest.version_number == self._shown.version_number

    @property
    def status(self) -> PackageStatus:
        return PackageStatus.ARCHIVED if self._latest.is_archived else self._shown.status

    @property
    def product(self) -> ProductView:
        return ProductView(self._loader.products.get(self._shown.product_id), self._loader)

    @property
    def entitlements(self) -> list[PackageEntitlementView]:
        return [PackageEntitlementView(each, self._shown.id, self._loader) for each in self._shown.entitlements]

    @property
    def package_entitlements(self) -> list[PackageEntitlementView]:
        return self.entitlements

    @property
    def _latest(self) -> Plan:
        return self._loader.latest_plans.get(self._shown.id)


def plan_view(plan_id: str | None, loader: Loader) -> PlanView | None:
    """Return a plan as it is sold, or by its draft where it never was."""
    return PlanView(loader.latest_plans.get(plan_id), loader) if plan_id is not None else None
