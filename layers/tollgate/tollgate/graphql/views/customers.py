"""Customers and subscriptions, as GraphQL shows them: each leads to the other."""

from collections import Counter
from typing import NamedTuple

from tollgate.api.permissions import Permission
from tollgate.billing.payment_method import PaymentMethod, PaymentMethodType
from tollgate.catalog.package import PricingType
from tollgate.customers.customer import Customer
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.catalog import PlanView
from tollgate.graphql.views.coupons import CouponView
from tollgate.graphql.views.future_updates import FutureUpdateView, future_update_views
from tollgate.graphql.views.invoices import SubscriptionInvoiceView
from tollgate.graphql.views.money import MoneyView
from tollgate.graphql.views.package_entitlements import PackageEntitlementUnionView, union_views
from tollgate.graphql.views.promotions import PromotionView
from tollgate.graphql.views.subscription_terms import (
    AppliedCouponView,
    SubscriptionAddonView,
    SubscriptionPriceView,
    TotalPriceView,
    TrialConfigurationView,
    minimum_spend_of,
)
from tollgate.graphql.views.view import NamedView
from tollgate.subscriptions.preview import price_of
from tollgate.subscriptions.selling import coupon_of
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.trials import first_trials, is_eligible

_ACTIVE = frozenset((SubscriptionStatus.ACTIVE, SubscriptionStatus.IN_TRIAL))


class PricingTypeStatisticsView(NamedTuple):
    """`SubscriptionPricingTypeStatistics`."""

    pricing_type: PricingType
    total_count: int


class CustomerStatisticsView(NamedTuple):
    """`CustomerStatistics`."""

    active_subscriptions_by_pricing_type: list[PricingTypeStatisticsView]


class EligibilityView(NamedTuple):
    """`EligibleForTrial`."""

    eligible: bool
    product_id: str
    product_ref_id: str


class TrialedPlanView(NamedTuple):
    """`TrialedPlan`."""

    plan_id: str
    plan_ref_id: str
    product_id: str
    product_ref_id: str

    @classmethod
    def of(cls, trial: Subscription, loader: Loader) -> "TrialedPlanView":
        """Return the view of a plan that was tried."""
        plan, product = loader.latest_plans.get(trial.plan_id), loader.products.get(trial.product_id)
        return cls(plan.uuid, plan.id, product.uuid, product.id)


class CustomerView(NamedView[Customer]):
    """`Customer`. `subscriptions` are those that have not ended."""

    experiment_info = None

    @property
    def customer_id(self) -> str:
        return self._shown.id

    @property
    def promotional_entitlements(self) -> list[PromotionView]:
        self._loader.require(Permission.ENTITLEMENT_READ, customer_id=self._shown.id)
        return [PromotionView(*each, self._loader) for each in self._loader.promotions.get(self._shown.id)]

    @property
    def coupon(self) -> CouponView | None:
        applied = self._shown.coupon
        if applied is None:
            return None
        self._loader.require(Permission.COUPON_READ, customer_id=self._shown.id)
        return CouponView(self._loader.coupons.get(applied.coupon_id), self._loader)

    @property
    def default_payment_method_type(self) -> PaymentMethodType | None:
        """Return how the customer pays, None also for a way that the published enumeration has no word for."""
        return self._method.type if self._method.type is not PaymentMethodType.PAYPAL else None

    @property
    def default_payment_method_last_4_digits(self) -> str | None:
        return self._method.card_last4_digits

    @property
    def default_payment_expiration_month(self) -> int | None:
        return self._method.card_expiry_month

    @property
    def default_payment_expiration_year(self) -> int | None:
        return self._method.card_expiry_year

    @property
    def _method(self) -> PaymentMethod:
        return self._shown.default_payment_method or PaymentMethod()

    @property
    def eligible_for_trial(self) -> list[EligibilityView]:
        held = self._loader.held_subscriptions.get(self._shown.id)
        return [EligibilityView(is_eligible(each.id, held), each.uuid, each.id) for each in self._loader.sold_products]

    @property
    def trialed_plans(self) -> list[TrialedPlanView]:
        trials = first_trials(self._loader.held_subscriptions.get(self._shown.id))
        return [TrialedPlanView.of(each, self._loader) for each in trials]

    @property
    def subscriptions(self) -> list["SubscriptionView"]:
        self._loader.require(Permission.SUBSCRIPTION_READ, customer_id=self._shown.id)
        live = self._loader.live_subscriptions.get(self._shown.id)
        return [SubscriptionView(each, self._loader) for each in live]

    @property
    def has_active_subscription(self) -> bool:
        return bool(self._active)

    @property
    def statistics(self) -> CustomerStatisticsView:
        counted = Counter(each.pricing_type for each in self._active)
        return CustomerStatisticsView([PricingTypeStatisticsView(*pair) for pair in sorted(counted.items())])

    @property
    def _active(self) -> list[Subscription]:
        live = self._loader.live_subscriptions.get(self._shown.id)
        return [each for each in live if each.status in _ACTIVE]


class ResourceView(NamedTuple):
    """`CustomerResource`."""

    resource_id: str


class SubscriptionView(NamedView[Subscription]):
    """`CustomerSubscription` and `SubscriptionQuery`. Links and errors of synchronisation are a billing vendor's."""

    billing_link_url = None
    billing_sync_error = None
    experiment_info = None

    def __init__(self, subscription: Subscription, loader: Loader) -> None:
        super().__init__(subscription, loader)
        loader.plans.announce((subscription.plan_id, subscription.plan_version))
        for addon in subscription.addons:
            loader.addons.announce((addon.id, addon.version_number))
        if subscription.latest_invoice is not None:
            loader.latest_invoices.announce((subscription.payer_id, subscription.id))

    @property
    def subscription_id(self) -> str:
        return self._shown.id

    @property
    def customer(self) -> CustomerView:
        return self._customer(self._shown.customer_id)

    @property
    def paying_customer(self) -> CustomerView | None:
        payer = self._shown.paying_customer_id
        return self._customer(payer) if payer is not None else None

    @property
    def plan(self) -> PlanView:
        return PlanView(self._loader.plans.get((self._shown.plan_id, self._shown.plan_version)), self._loader)

    @property
    def resource(self) -> ResourceView | None:
        return ResourceView(self._shown.resource_id) if self._shown.resource_id is not None else None

    @property
    def addons(self) -> list[SubscriptionAddonView]:
        return [SubscriptionAddonView(each, self._shown, self._loader) for each in self._shown.addons]

    @property
    def prices(self) -> list[SubscriptionPriceView]:
        return [SubscriptionPriceView(item, self._loader) for item in self._shown.items]

    @property
    def total_price(self) -> TotalPriceView | None:
        if self._shown.currency is None:
            return None
        payer = self._loader.customers.get(self._shown.payer_id)
        draft = price_of(self._shown, payer_coupon=coupon_of(payer), at=self._shown.updated_at)
        return TotalPriceView.of(draft, {each.id for each in self._shown.addons}) if draft is not None else None

    @property
    def future_updates(self) -> list[FutureUpdateView]:
        return future_update_views(self._shown, self._loader)

    @property
    def scheduled_updates(self) -> list[FutureUpdateView]:
        return self.future_updates

    @property
    def trial_configuration(self) -> TrialConfigurationView | None:
        behavior = self._shown.trial_end_behavior
        return TrialConfigurationView(behavior) if behavior is not None else None

    @property
    def latest_invoice(self) -> SubscriptionInvoiceView | None:
        if self._shown.latest_invoice is None:
            return None
        invoice = self._loader.latest_invoices.get((self._shown.payer_id, self._shown.id))
        return SubscriptionInvoiceView(invoice, self._loader) if invoice is not None else None

    @property
    def applied_coupons(self) -> list[AppliedCouponView]:
        coupon = self._shown.coupon
        return [AppliedCouponView.of(coupon, self._shown)] if coupon is not None else []

    @property
    def minimum_spend(self) -> MoneyView | None:
        return minimum_spend_of(self._shown)

    @property
    def subscription_entitlements(self) -> list[PackageEntitlementUnionView]:
        terms = self._shown.terms
        return union_views([*terms.overrides, *terms.credit_overrides], self._shown.id, self._loader)

    def _customer(self, customer_id: str) -> CustomerView:
        self._loader.require(Permission.CUSTOMER_READ, customer_id=customer_id)
        return CustomerView(self._loader.customers.get(customer_id), self._loader)
