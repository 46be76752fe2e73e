"""Pricing tables, as GraphQL shows them."""

from collections.abc import Sequence

from tollgate.api.paywall import PaywallConfigurationView, PaywallCurrencyView, PaywallPlanView
from tollgate.api.paywall_views import currency_view
from tollgate.api.permissions import Permission
from tollgate.catalog.paywall import Paywall, PlanPricePoint
from tollgate.customers.customer import Customer
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.catalog import PlanView
from tollgate.graphql.views.customers import CustomerView, ResourceView, SubscriptionView
from tollgate.graphql.views.features import FeatureView


class PricePointView:
    """`PaywallPricePoint`."""

    def __init__(self, priced: PlanPricePoint, loader: Loader) -> None:
        point = priced.point
        self.plan_id = priced.plan_id
        self.amount = point.amount.amount
        self.currency = point.amount.currency.upper()
        self.billing_period = point.billing_period
        self.billing_country_code = point.billing_country_code
        self.additional_charges_may_apply = point.additional_charges_may_apply
        self._feature_id, self._loader = point.feature_id, loader

    @property
    def feature(self) -> FeatureView | None:
        if self._feature_id is None:
            return None
        return FeatureView(self._loader.features.get(self._feature_id), self._loader)


class PaywallView:
    """`Paywall`. `activeSubscriptions` are those of the resource where one is named, else the customer's own."""

    configuration = PaywallConfigurationView()

    def __init__(self, paywall: Paywall, loader: Loader, *, customer: Customer | None, resource_id: str | None) -> None:
        self._paywall, self._loader = paywall, loader
        self._customer, self._resource_id = customer, resource_id

    @property
    def plans(self) -> list[PlanView]:
        return [PlanView(each, self._loader) for each in self._paywall.plans]

    @property
    def currency(self) -> PaywallCurrencyView:
        return currency_view(self._paywall.currency)

    @property
    def paywall_calculated_price_points(self) -> list[PricePointView]:
        return [PricePointView(each, self._loader) for each in self._paywall.price_points]

    @property
    def customer(self) -> CustomerView | None:
        if self._customer is None:
            return None
        self._loader.require(Permission.PAYWALL_CUSTOMER_READ)
        return CustomerView(self._customer, self._loader)

    @property
    def active_subscriptions(self) -> list[SubscriptionView] | None:
        if self._customer is None:
            return None
        self._loader.require(Permission.PAYWALL_SUBSCRIPTION_READ)
        live = self._loader.live_subscriptions.get(self._customer.id)
        return [SubscriptionView(each, self._loader) for each in live if each.resource_id == self._resource_id]

    @property
    def resource(self) -> ResourceView | None:
        if self._customer is None or self._resource_id is None:
            return None
        self._loader.require(Permission.PAYWALL_CUSTOMER_READ)
        is_known = self._resource_id in self._loader.resource_ids.get(self._customer.id)
        return ResourceView(self._resource_id) if is_known else None


class MockPaywallView:
    """`MockPaywall`."""

    configuration = PaywallConfigurationView()

    def __init__(self, plans: Sequence[PaywallPlanView]) -> None:
        self.plans = plans
