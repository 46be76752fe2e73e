"""Pricing tables in the shapes that GraphQL has for them, as edge reads and the designer show them."""

from typing import Any, Self

from pydantic import field_serializer

from tollgate.api.paywall_entitlements import PackageCreditView, PackageFeatureView, PaywallEntitlementView
from tollgate.api.paywall_features import WholeFeatureView
from tollgate.api.paywall_prices import PaywallPriceView
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.package import PricingType
from tollgate.catalog.trial import TrialConfig
from tollgate.shared.entity import Amount, Value
from tollgate.shared.period import BillingPeriod

GrantedView = PackageFeatureView | PackageCreditView


class PaywallProductView(Value):
    """The product a plan belongs to: `PaywallProduct`."""

    ref_id: str
    display_name: str
    description: str | None
    additional_meta_data: dict[str, str]


class PaywallBasePlanView(Value):
    """The plan that a plan builds on: `PaywallBasePlan`."""

    ref_id: str
    display_name: str


class PaywallAddonView(Value):
    """An add-on that a plan may be combined with: `PaywallAddon`."""

    ref_id: str
    display_name: str
    description: str | None
    billing_id: str | None
    pricing_type: PricingType | None
    max_quantity: int | None
    hidden_from_widgets: tuple[Widget, ...]
    entitlements: list[PaywallEntitlementView]
    package_entitlements: list[GrantedView]
    prices: list[PaywallPriceView]
    dependencies: list[Self] | None
    additional_meta_data: dict[str, str]

    @field_serializer("dependencies", when_used="json")
    def _one_level(self, dependencies: list[Any] | None) -> list[Any] | None:
        # In JSON each add-on would be written out again wherever another one leads to it.
        return [each.but(dependencies=None) for each in dependencies] if dependencies is not None else None


class PaywallGroupOptionsView(Value):
    """How many items of a group have to be taken, and how many cost nothing: `…PackageGroupOptions`."""

    min_items: Amount | None
    free_items: Amount | None


class PaywallGroupView(Value):
    """Add-ons that are offered together with a plan: `PaywallPlanCompatiblePackageGroup`."""

    package_group_id: str
    display_name: str
    description: str | None
    options: PaywallGroupOptionsView
    addons: list[PaywallAddonView]


class PaywallPlanView(Value):
    """A plan with everything that is shown of it: `PaywallPlan`."""

    ref_id: str
    display_name: str
    description: str | None
    billing_id: str | None
    pricing_type: PricingType | None
    product: PaywallProductView
    base_plan: PaywallBasePlanView | None
    entitlements: list[PaywallEntitlementView]
    inherited_entitlements: list[PaywallEntitlementView]
    package_entitlements: list[GrantedView]
    inherited_package_entitlements: list[GrantedView]
    prices: list[PaywallPriceView]
    compatible_addons: list[PaywallAddonView]
    compatible_package_groups: list[PaywallGroupView]
    default_trial_config: TrialConfig | None
    additional_meta_data: dict[str, str]


class PaywallCurrencyView(Value):
    """The currency that prices are in: `PaywallCurrency`."""

    code: str
    symbol: str


class PaywallPricePointView(Value):
    """What a plan costs at least: `PaywallPricePoint`."""

    plan_id: str
    amount: Amount
    currency: str
    billing_period: BillingPeriod
    billing_country_code: str | None
    additional_charges_may_apply: bool
    feature: WholeFeatureView | None


class PaywallConfigurationView(Value):
    """How a pricing table looks: `PaywallConfiguration`. Nothing is set: the widget's own look holds."""

    custom_css: None = None
    layout: None = None
    palette: None = None
    typography: None = None


class PaywallView(Value):
    """A pricing table for no customer in particular: `Paywall`."""

    plans: list[PaywallPlanView]
    currency: PaywallCurrencyView
    paywall_calculated_price_points: list[PaywallPricePointView]
    configuration: PaywallConfigurationView
