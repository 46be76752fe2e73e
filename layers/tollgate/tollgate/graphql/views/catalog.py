"""Products, plans and package groups, as GraphQL shows them: each leads to the others."""

from typing import NamedTuple

from tollgate.catalog.inheritance import with_inheritance
from tollgate.catalog.package import AnyEntitlement, in_order
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.plan import CompatiblePackageGroup, Plan
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.catalog.product_settings import AutoCancellationRule, ProductSettings
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.package_entitlements import (
    FeatureEntitlementView,
    PackageEntitlementUnionView,
    feature_entitlement_views,
    union_views,
)
from tollgate.graphql.views.packages import AddonView, PackageView, addon_views
from tollgate.graphql.views.view import NamedView, View


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


class PlanPackageGroupView(View[CompatiblePackageGroup]):
    """`PlanCompatiblePackageGroups`: a group as a plan offers it, with the add-ons it had at its publishing."""

    def __init__(self, offer: CompatiblePackageGroup, plan: Plan, loader: Loader) -> None:
        super().__init__(offer, loader)
        self._plan = plan
        loader.package_groups.announce(offer.package_group_id)

    @property
    def options(self) -> CompatiblePackageGroup:
        return self._shown

    @property
    def display_name(self) -> str:
        return self._group.display_name

    @property
    def addons(self) -> list[AddonView]:
        offered = self._plan.offered(self._shown.package_group_id)
        return addon_views(offered.addon_ids if offered is not None else self._group.addon_ids, self._loader)

    @property
    def _group(self) -> PackageGroup:
        return self._loader.package_groups.get(self._shown.package_group_id)


class PlanView(PackageView[Plan]):
    """`Plan`: one version. A draft inherits what its base plan grants now."""

    type = "Plan"
    aws_marketplace_plan_dimension = None

    def __init__(self, plan: Plan, loader: Loader) -> None:
        super().__init__(plan, loader.latest_plans, loader)
        if plan.parent_plan_id is not None:
            loader.latest_plans.announce(plan.parent_plan_id)
        for addon_id in plan.compatible_addon_ids:
            loader.latest_addons.announce(addon_id)

    @property
    def product(self) -> ProductView:
        return ProductView(self._loader.products.get(self._shown.product_id), self._loader)

    @property
    def base_plan(self) -> "PlanView | None":
        parent = self._parent
        return PlanView(parent, self._loader) if parent is not None else None

    @property
    def is_parent(self) -> bool:
        return self._shown.id in self._loader.parent_plan_ids

    @property
    def compatible_addons(self) -> list[AddonView]:
        return addon_views(self._shown.compatible_addon_ids, self._loader)

    @property
    def compatible_package_groups(self) -> list[PlanPackageGroupView]:
        groups = self._shown.compatible_package_groups
        return [PlanPackageGroupView(each, self._shown, self._loader) for each in groups]

    @property
    def inherited_entitlements(self) -> list[FeatureEntitlementView]:
        return feature_entitlement_views(self._inherited, self._shown.id, self._loader)

    @property
    def inherited_package_entitlements(self) -> list[PackageEntitlementUnionView]:
        return union_views(self._inherited, self._shown.id, self._loader)

    @property
    def _inherited(self) -> list[AnyEntitlement]:
        plan = with_inheritance(self._shown, self._parent) if self._shown.is_draft else self._shown
        return in_order([*plan.inherited_entitlements, *plan.inherited_credit_entitlements])

    @property
    def _parent(self) -> Plan | None:
        parent_id = self._shown.parent_plan_id
        return self._loader.latest_plans.get(parent_id) if parent_id is not None else None


class PackageGroupView(View[PackageGroup]):
    """`PackageGroup`: one version, its add-ons as they are now."""

    def __init__(self, group: PackageGroup, loader: Loader) -> None:
        super().__init__(group, loader)
        for addon_id in group.addon_ids:
            loader.latest_addons.announce(addon_id)

    @property
    def package_group_id(self) -> str:
        return self._shown.id

    @property
    def addons(self) -> list[AddonView]:
        return addon_views(self._shown.addon_ids, self._loader)

    @property
    def product(self) -> ProductView:
        return ProductView(self._loader.products.get(self._shown.product_id), self._loader)


def plan_view(plan_id: str | None, loader: Loader) -> PlanView | None:
    """Return a plan as it is sold, or by its draft where it never was."""
    return PlanView(loader.latest_plans.get(plan_id), loader) if plan_id is not None else None
