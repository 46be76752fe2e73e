"""Loads what nested fields show, at most once per request, and everything of a kind that is wanted at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from tollgate import wiring
from tollgate.api.permissions import Permission, require
from tollgate.billing.invoice import Invoice
from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_use import sold_packages
from tollgate.catalog.package import Package
from tollgate.catalog.package_group import PackageGroup
from tollgate.catalog.paywall import Paywall
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.catalog.retrieve_coupon import retrieve_coupon
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.list_promotions import promotions_seen
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.customers.resource import CustomerResource
from tollgate.entitlements.entitlement import EntitlementsState
from tollgate.entitlements.list import list_entitlements
from tollgate.shared.scope import Caller, KeyKind
from tollgate.subscriptions.list_subscriptions import active_subscriptions
from tollgate.subscriptions.subscription import Subscription

Name = TypeVar("Name")
Found = TypeVar("Found")


class Batch(Generic[Name, Found]):
    """Things of one kind by name. The first that is asked for is loaded together with all that were announced."""

    def __init__(self, load: Callable[[Iterable[Name]], Mapping[Name, Found]]) -> None:
        self._load = load
        self._wanted: set[Name] = set()
        self._found: dict[Name, Found] = {}

    def announce(self, name: Name) -> None:
        """Say that this may be asked for."""
        self._wanted.add(name)

    def learn(self, found: Mapping[Name, Found]) -> None:
        """Take things that were loaded elsewhere."""
        self._found.update(found)

    def get(self, name: Name) -> Found:
        """Return the thing of this name."""
        if name not in self._found:
            missing = (self._wanted | {name}) - self._found.keys()
            self._found.update(self._load(missing))
        return self._found[name]


def one_by_one(find: Callable[[Name], Found]) -> Callable[[Iterable[Name]], dict[Name, Found]]:
    """Return the loading of several things where there is only one of one."""
    return lambda names: {name: find(name) for name in names}


ShownPromotion = tuple[PromotionalEntitlement, PromotionStatus]


class Loader:
    """What one root field loaded so far, by name; entitlements by customer and resource."""

    def __init__(self, caller: Caller) -> None:
        self._caller, self.scope = caller, caller.scope
        self.plans: Batch[tuple[str, int], Plan] = Batch(self._plans)
        self.addons: Batch[tuple[str, int], Addon] = Batch(self._addons)
        self.latest_invoices: Batch[tuple[str, str], Invoice | None] = Batch(one_by_one(self._latest_invoice))
        self.features: Batch[str, Feature] = Batch(self._features)
        self.latest_plans: Batch[str, Plan] = Batch(self._latest_plans)
        self.latest_addons: Batch[str, Addon] = Batch(self._latest_addons)
        self.package_groups: Batch[str, PackageGroup] = Batch(self._package_groups)
        self.currencies: Batch[str, CustomCurrency] = Batch(self._currencies)
        self.coupons: Batch[str, Coupon] = Batch(one_by_one(self._coupon))
        self.products: Batch[str, Product] = Batch(one_by_one(self._product))
        self.entitlements: Batch[tuple[str, str | None], EntitlementsState] = Batch(one_by_one(self._entitlements))
        self.customers: Batch[str, Customer] = Batch(one_by_one(self._customer))
        self.live_subscriptions: Batch[str, list[Subscription]] = Batch(one_by_one(self._live_subscriptions))
        self.promotions: Batch[str, list[ShownPromotion]] = Batch(one_by_one(self._promotions))
        self.held_subscriptions: Batch[str, list[Subscription]] = Batch(one_by_one(self._held_subscriptions))
        self.resources: Batch[str, list[CustomerResource]] = Batch(one_by_one(self._resources))
        self.resource_ids: Batch[str, set[str]] = Batch(one_by_one(self._resource_ids))
        self.told: Batch[str, tuple[str, ...]] = Batch(self._told)
        self._opened: set[str] = set()

    def require(self, permission: Permission, *, customer_id: str | None = None) -> None:
        """Raise `IdentityForbidden` where the caller may not follow a relation that leads to this.

        Between a customer that was opened and its subscriptions a browser may go to and fro.
        """
        if self._caller.kind is not KeyKind.PUBLISHABLE or customer_id not in self._opened:
            require(self._caller, permission)

    def open(self, customer: Customer) -> None:
        """Say that this customer is the one the request is about."""
        self._opened.add(customer.id)
        self.customers.learn({customer.id: customer})

    def learn(self, paywall: Paywall) -> None:
        """Take what a paywall shows as what there is: of the same version of the catalogue, and without a read."""
        self.features.learn(paywall.features)
        self.products.learn(paywall.products)
        self.latest_plans.learn(paywall.sold_plans)
        self.latest_addons.learn(paywall.addons)

    def is_subscribed(self, product_id: str) -> bool:
        """Tell whether there was ever a subscription to one of the product's plans."""
        return wiring.subscription_use().has_any(self.scope, product_id=product_id)

    def is_held(self, addon: Addon) -> bool:
        """Tell whether a subscription that has not ended holds the add-on."""
        return wiring.subscription_use().holds_addon(self.scope, product_id=addon.product_id, addon_id=addon.id)

    @cached_property
    def sold_products(self) -> list[Product]:
        """Return every product that is not archived, by id."""
        every = wiring.products().all(self.scope)
        return sorted((each for each in every if not each.is_archived), key=lambda each: each.id)

    @cached_property
    def packages_in_use(self) -> list[Package]:
        """Return every draft, and every latest version that is sold, of plans and add-ons."""
        return sold_packages(self.scope, plans=wiring.plans(), addons=wiring.addons())

    @cached_property
    def parent_plan_ids(self) -> set[str]:
        """Return the ids of the plans that others build on."""
        plans = (each for each in self.packages_in_use if isinstance(each, Plan))
        return {each.parent_plan_id for each in plans if each.parent_plan_id is not None}

    @cached_property
    def key_names(self) -> dict[str, str]:
        """Return how the environment's API keys are called, by their ids."""
        return {each.id: each.display_name for each in wiring.api_keys().all(self.scope)}

    @cached_property
    def endpoints(self) -> dict[str, str]:
        """Return the endpoints of the environment's webhooks, by their ids."""
        return {each.id: each.endpoint for each in wiring.webhooks().all(self.scope)}

    def _told(self, message_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        wanted = list(message_ids)
        found = wiring.delivery_log().told(self.scope, wanted)
        return {each: found.get(each, ()) for each in wanted}

    def _plans(self, versions: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Plan]:
        return wiring.plan_versions().many(self.scope, versions)

    def _addons(self, versions: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Addon]:
        return wiring.addon_versions().many(self.scope, versions)

    def _latest_invoice(self, named: tuple[str, str]) -> Invoice | None:
        payer_id, subscription_id = named
        return wiring.billing_provider().latest_invoice(self.scope, payer_id, subscription_id)

    def _features(self, feature_ids: Iterable[str]) -> Mapping[str, Feature]:
        return wiring.known_features().many(self.scope, feature_ids, now=wiring.clock().now())

    def _latest_plans(self, plan_ids: Iterable[str]) -> Mapping[str, Plan]:
        return wiring.plans().shown(self.scope, plan_ids)

    def _latest_addons(self, addon_ids: Iterable[str]) -> Mapping[str, Addon]:
        return wiring.addons().shown(self.scope, addon_ids)

    def _package_groups(self, group_ids: Iterable[str]) -> Mapping[str, PackageGroup]:
        return {each.id: each for each in wiring.package_groups().all(self.scope)}

    def _currencies(self, currency_ids: Iterable[str]) -> Mapping[str, CustomCurrency]:
        return {each.id: each for each in wiring.custom_currencies().all(self.scope)}

    def _product(self, product_id: str) -> Product:
        return retrieve_product(self.scope, product_id, products=wiring.products())

    def _customer(self, customer_id: str) -> Customer:
        customer = wiring.customers().find(self.scope, customer_id)
        if customer is None:
            raise CustomerNotFound.of(customer_id)
        return customer

    def _coupon(self, coupon_id: str) -> Coupon:
        return retrieve_coupon(self.scope, coupon_id, coupons=wiring.coupons())

    def _held_subscriptions(self, customer_id: str) -> list[Subscription]:
        return wiring.subscriptions().of_customer(self.scope, customer_id)

    def _live_subscriptions(self, customer_id: str) -> list[Subscription]:
        return active_subscriptions(
            self.scope, customer_id, subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
        )

    def _promotions(self, customer_id: str) -> list[ShownPromotion]:
        seen = promotions_seen(self.scope, customer_id, access=wiring.access(), clock=wiring.customer_clock())
        granted = wiring.promotions().of_customer(self.scope, customer_id)
        newest_first = sorted(granted, key=lambda each: (each.created_at, each.feature_id), reverse=True)
        # A browser shows what its customer is to see.
        shown = (each for each in newest_first if each.is_visible or self._caller.kind is not KeyKind.PUBLISHABLE)
        return [(each, seen.status_of(each)) for each in shown]

    def _resources(self, customer_id: str) -> list[CustomerResource]:
        return wiring.customers().resources(self.scope, customer_id)

    def _resource_ids(self, customer_id: str) -> set[str]:
        return {each.id for each in self.resources.get(customer_id)}

    def _entitlements(self, owner: tuple[str, str | None]) -> EntitlementsState:
        return list_entitlements(self.scope, *owner, checking=wiring.checking())
