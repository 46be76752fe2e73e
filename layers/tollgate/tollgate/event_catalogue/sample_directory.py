"""The directory that samples are completed from."""

from collections.abc import Collection, Mapping, Sequence

from tollgate.catalog.addon import Addon
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.customers.customer import Customer
from tollgate.entitlements.entitlement import Entitlement
from tollgate.event_catalogue.sample_entities import ADDON, CURRENCY, CUSTOMER, ENTITLEMENT, FEATURE, PLAN
from tollgate.shared.scope import Scope


class SampleDirectory:
    """Knows the samples, and nothing else; satisfies `event_catalogue.ports.Directory`."""

    def customer(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the sample of a customer."""
        return CUSTOMER

    def plan(self, scope: Scope, plan_id: str, version: int) -> Plan | None:
        """Return the sample of a plan."""
        return PLAN

    def addon(self, scope: Scope, addon_id: str, version: int) -> Addon | None:
        """Return the sample of an add-on."""
        return ADDON

    def features(self, scope: Scope, feature_ids: Collection[str]) -> Mapping[str, Feature]:
        """Return the sample of a feature."""
        return {FEATURE.id: FEATURE}

    def currency(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return the sample of a currency."""
        return CURRENCY

    def entitlements(self, scope: Scope, customer_id: str, resource_id: str | None) -> Sequence[Entitlement]:
        """Return the sample of an entitlement."""
        return (ENTITLEMENT,)
