"""Makes the views of a pricing table: what several plans lead to is made once."""

from collections.abc import Iterable
from functools import cache

from tollgate.api.paywall import (
    GrantedView,
    PaywallAddonView,
    PaywallBasePlanView,
    PaywallConfigurationView,
    PaywallCurrencyView,
    PaywallGroupOptionsView,
    PaywallGroupView,
    PaywallPlanView,
    PaywallPricePointView,
    PaywallProductView,
    PaywallView,
)
from tollgate.api.paywall_entitlements import PackageCreditView, PackageFeatureView, PaywallEntitlementView
from tollgate.api.paywall_features import CreditCurrencyView, PricedFeatureView, WholeFeatureView
from tollgate.api.paywall_prices import PaywallPriceView
from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.package import AnyEntitlement, Package, in_order
from tollgate.catalog.paywall import Paywall, PlanPricePoint
from tollgate.catalog.plan import Plan
from tollgate.charges.price import Price
from tollgate.shared.currency import symbol_of
from tollgate.shared.scope import Scope


class PaywallViews:
    """The views of one paywall."""

    def __init__(self, scope: Scope, paywall: Paywall) -> None:
        self._scope, self._paywall = scope, paywall
        self._feature = cache(self._make_feature)
        self._addon = cache(self._make_addon)

    def whole(self) -> PaywallView:
        """Return the view of the whole."""
        return PaywallView.model_construct(
            plans=self.plans(),
            currency=currency_view(self._paywall.currency),
            paywall_calculated_price_points=[self._point(each) for each in self._paywall.price_points],
            configuration=PaywallConfigurationView(),
        )

    def plans(self) -> list[PaywallPlanView]:
        """Return the views of the plans."""
        return [self._plan(each) for each in self._paywall.plans]

    def _plan(self, plan: Plan) -> PaywallPlanView:
        inherited = in_order([*plan.inherited_entitlements, *plan.inherited_credit_entitlements])
        return PaywallPlanView.model_construct(
            ref_id=plan.id,
            display_name=plan.display_name,
            description=plan.description,
            billing_id=plan.billing_id,
            pricing_type=plan.pricing_type,
            product=self._product(plan.product_id),
            base_plan=self._base(plan.parent_plan_id),
            entitlements=self._entitlements(plan.own_entitlements),
            inherited_entitlements=self._entitlements(inherited),
            package_entitlements=self._granted(plan.own_entitlements),
            inherited_package_entitlements=self._granted(inherited),
            prices=self._prices(plan),
            compatible_addons=self._addons(plan.compatible_addon_ids),
            compatible_package_groups=self._groups(plan),
            default_trial_config=plan.default_trial_config,
            additional_meta_data=plan.metadata,
        )

    def _product(self, product_id: str) -> PaywallProductView:
        product = self._paywall.products[product_id]
        return PaywallProductView.model_construct(
            ref_id=product.id,
            display_name=product.display_name,
            description=product.description,
            additional_meta_data=product.metadata,
        )

    def _base(self, plan_id: str | None) -> PaywallBasePlanView | None:
        plan = self._paywall.sold_plans.get(plan_id) if plan_id is not None else None
        return PaywallBasePlanView(ref_id=plan.id, display_name=plan.display_name) if plan is not None else None

    def _addons(self, addon_ids: Iterable[str]) -> list[PaywallAddonView]:
        return [self._addon(each.id) for each in self._paywall.addons_of(addon_ids)]

    def _make_addon(self, addon_id: str) -> PaywallAddonView:
        addon = self._paywall.addons[addon_id]
        return PaywallAddonView.model_construct(
            ref_id=addon.id,
            display_name=addon.display_name,
            description=addon.description,
            billing_id=addon.billing_id,
            pricing_type=addon.pricing_type,
            max_quantity=addon.max_quantity,
            hidden_from_widgets=addon.hidden_from_widgets,
            entitlements=self._entitlements(addon.own_entitlements),
            package_entitlements=self._granted(addon.own_entitlements),
            prices=self._prices(addon),
            dependencies=self._addons(addon.dependencies),
            additional_meta_data=addon.metadata,
        )

    def _groups(self, plan: Plan) -> list[PaywallGroupView]:
        """Return the groups that the plan offers, each with the add-ons it had when the plan was published."""
        compatible = plan.compatible_package_groups
        offered = ((each, self._paywall.groups.get(each.package_group_id)) for each in compatible)
        held = {each.package_group_id: each.addon_ids for each in plan.offered_package_groups}
        return [
            PaywallGroupView.model_construct(
                package_group_id=group.id,
                display_name=group.display_name,
                description=group.description,
                options=PaywallGroupOptionsView(min_items=each.min_items, free_items=each.free_items),
                addons=self._addons(held.get(group.id, group.addon_ids)),
            )
            for each, group in offered
            if group is not None
        ]

    def _entitlements(self, granted: Iterable[AnyEntitlement]) -> list[PaywallEntitlementView]:
        features = self._paywall.features
        return [
            PaywallEntitlementView.of(each, PricedFeatureView.of(features[each.feature_id], each.unit_transformation))
            for each in granted
            if isinstance(each, FeatureEntitlement)
        ]

    def _granted(self, granted: Iterable[AnyEntitlement]) -> list[GrantedView]:
        return [
            self._credits(each)
            if isinstance(each, CreditEntitlement)
            else PackageFeatureView.of(each, self._feature(each.feature_id))
            for each in granted
        ]

    def _credits(self, granted: CreditEntitlement) -> PackageCreditView:
        dependency = granted.dependency_feature_id
        return PackageCreditView.of(
            granted,
            CreditCurrencyView.of(self._paywall.currencies[granted.currency_id]),
            self._feature(dependency) if dependency is not None else None,
        )

    def _prices(self, package: Package) -> list[PaywallPriceView]:
        return [self._price(each) for each in package.charges.prices()]

    def _price(self, price: Price) -> PaywallPriceView:
        feature = self._paywall.features[price.feature_id] if price.feature_id is not None else None
        rate = price.credit_rate
        currency_id = rate.currency_id if rate is not None else price.top_up_custom_currency_id
        return PaywallPriceView.of(
            price,
            feature=PricedFeatureView.of(feature, feature.unit_transformation) if feature is not None else None,
            currency=CreditCurrencyView.of(self._paywall.currencies[currency_id]) if currency_id is not None else None,
        )

    def _point(self, priced: PlanPricePoint) -> PaywallPricePointView:
        point = priced.point
        return PaywallPricePointView.model_construct(
            plan_id=priced.plan_id,
            amount=point.amount.amount,
            currency=point.amount.currency.upper(),
            billing_period=point.billing_period,
            billing_country_code=point.billing_country_code,
            additional_charges_may_apply=point.additional_charges_may_apply,
            feature=self._feature(point.feature_id) if point.feature_id is not None else None,
        )

    def _make_feature(self, feature_id: str) -> WholeFeatureView:
        return WholeFeatureView.of(self._paywall.features[feature_id], self._scope)


def currency_view(currency: str) -> PaywallCurrencyView:
    """Return the view of a currency."""
    return PaywallCurrencyView(code=currency.upper(), symbol=symbol_of(currency))
