"""Looks up what bodies of events show beside what their event tells; past the session of the operation."""

from collections.abc import Callable, Collection, Mapping, Sequence

from tollgate.catalog.addon import Addon
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PackageVersions
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.ports import KnownCurrencies
from tollgate.customers.customer import Customer
from tollgate.entitlements.entitlement import Entitlement
from tollgate.entitlements.ports import KnownFeatures
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.lean import entity_of, read_item


class DynamoDirectory:
    """Satisfies `event_catalogue.ports.Directory`; versions of packages come from memory where the process has them."""

    def __init__(
        self,
        *,
        plans: PackageVersions[Plan],
        addons: PackageVersions[Addon],
        features: KnownFeatures,
        currencies: KnownCurrencies,
        entitlements: Callable[[Scope, str, str | None], Sequence[Entitlement]],
        clock: Clock,
    ) -> None:
        self._plans, self._addons = plans, addons
        self._features, self._currencies = features, currencies
        self._entitlements, self._clock = entitlements, clock

    def customer(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the customer, archived or not, read strongly consistently."""
        item = read_item("documents", keys.customer(scope, customer_id))
        return entity_of(Customer, item) if item is not None else None

    def plan(self, scope: Scope, plan_id: str, version: int) -> Plan | None:
        """Return a published version of a plan."""
        return self._plans.many(scope, {(plan_id, version)}).get((plan_id, version))

    def addon(self, scope: Scope, addon_id: str, version: int) -> Addon | None:
        """Return a published version of an add-on."""
        return self._addons.many(scope, {(addon_id, version)}).get((addon_id, version))

    def features(self, scope: Scope, feature_ids: Collection[str]) -> Mapping[str, Feature]:
        """Return those of the features that exist; they may be up to 60 seconds old."""
        return self._features.many(scope, feature_ids, now=self._clock.now())

    def currency(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return a custom currency; it may be up to 60 seconds old."""
        return self._currencies.many(scope, {currency_id}, now=self._clock.now()).get(currency_id)

    def entitlements(self, scope: Scope, customer_id: str, resource_id: str | None) -> Sequence[Entitlement]:
        """Return what a customer, or one of its resources, may use of every feature, with the usage so far."""
        return self._entitlements(scope, customer_id, resource_id)
