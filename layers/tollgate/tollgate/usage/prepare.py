"""Find the counter a measurement belongs to, or say why it belongs to none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import FeatureNotFound, FeatureNotMetered
from tollgate.catalog.feature import Feature
from tollgate.catalog.unit_transformation import in_reported_units
from tollgate.charges.price import CreditRate
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.entitlements.burning import rate_of
from tollgate.entitlements.counter import NOTHING, CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.resolve import Resolved, resolve, sources_of
from tollgate.entitlements.terms import Grants
from tollgate.entitlements.verdict import is_metered
from tollgate.governance.budget import Budget
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.period import start_of_day
from tollgate.usage.customer_times import CustomerTimes
from tollgate.usage.errors import FeatureHasMeter, FeatureNotInSubscription, NoActiveSubscription, located
from tollgate.usage.measurement import Measurement
from tollgate.usage.recording import Entry


@dataclass(frozen=True)
class Preparation:
    """Everything that says where measurements count: access, counters, what versions grant, features, budgets."""

    state: LiveState
    grants: Grants
    features: Mapping[str, Feature]
    times: CustomerTimes
    budgets: Mapping[str, tuple[Budget, ...]] = field(default_factory=dict)

    def entry(self, index: int, measurement: Measurement, *, is_enforced: bool = False) -> Entry:
        """Return the measurement with its counter; raises the error that says why there is none, and its place.

        One that enforces its limit counts in the present period.
        """
        resolved = self._resolved(index, measurement)
        begins = start_of_day(min(source.origin.usage_anchor for source in resolved.sources))
        if measurement.is_dated and measurement.timestamp < begins:
            raise located(InvalidInput("createdAt lies before what grants the feature", field="createdAt"), index)
        customer_id, owner = measurement.customer_id, resolved.counter_resource_id
        present = resolved.schedule.period_at(self.times.of(customer_id))
        if is_enforced and not present.holds(measurement.timestamp):
            message = "enforceLimit binds the limit of the present period; leave createdAt out"
            raise located(InvalidInput(message, field="createdAt"), index)
        return Entry(
            index=index,
            measurement=measurement,
            key=CounterKey(customer_id, owner, measurement.feature_id),
            schedule=resolved.schedule,
            cuts=self.state.cuts(customer_id, measurement.resource_id),
            unit_transformation=resolved.entitlement.unit_transformation,
            is_enforced=is_enforced,
            limit=_hard_limit(resolved.entitlement) if is_enforced else None,
            rate=self._rate(measurement, resolved),
            budgets=self.budgets.get(measurement.id, ()),
        )

    def _rate(self, measurement: Measurement, resolved: Resolved) -> CreditRate | None:
        now = self.times.of(measurement.customer_id)
        held = self.state.held(measurement.customer_id, measurement.resource_id, now)
        return rate_of(measurement.feature_id, held, resolved.source.origin.id)

    def _resolved(self, index: int, measurement: Measurement) -> Resolved:
        customer_id, resource_id = measurement.customer_id, measurement.resource_id
        customer = self.state.access_of(customer_id)
        if customer is None or customer.is_archived:
            raise located(CustomerNotFound.of(customer_id), index, "customerId")
        if resource_id is not None and self.state.access_of(customer_id, resource_id) is None:
            raise located(CustomerResourceNotFound.of(customer_id, resource_id), index, "resourceId")
        held = self.state.held(customer_id, resource_id, self.times.of(customer_id))
        feature = self.features.get(measurement.feature_id)
        resolved = resolve(sources_of(measurement.feature_id, held, self.grants, feature))
        if resolved is None:
            absence = self._absence(measurement, has_subscription=bool(held.subscriptions))
            raise located(absence, index, "customerId" if isinstance(absence, NoActiveSubscription) else "featureId")
        if not is_metered(resolved):
            error = FeatureNotMetered.of(measurement.feature_id, resolved.entitlement.feature_type)
            raise located(error, index, "featureId")
        if self._has_meter(measurement.feature_id):
            raise located(FeatureHasMeter.of(measurement.feature_id), index, "featureId")
        return resolved

    def _has_meter(self, feature_id: str) -> bool:
        feature = self.features.get(feature_id)
        return feature is not None and feature.has_meter

    def _absence(self, measurement: Measurement, *, has_subscription: bool) -> DomainError:
        feature_id = measurement.feature_id
        feature = self.features.get(feature_id)
        if feature is None:
            return FeatureNotFound.of(feature_id)
        if not feature.is_metered:
            return FeatureNotMetered.of(feature_id, feature.feature_type)
        if feature.has_meter:
            return FeatureHasMeter.of(feature_id)
        if not has_subscription:
            return NoActiveSubscription.of(measurement.customer_id)
        return FeatureNotInSubscription.of(measurement.customer_id, feature_id)


def _hard_limit(granted: FeatureEntitlement) -> Decimal | None:
    """Return the limit that binds, in the units of reports; None where it is soft or there is none."""
    if granted.has_unlimited_usage or granted.has_soft_limit:
        return None
    limit = granted.usage_limit if granted.is_granted and granted.usage_limit is not None else NOTHING
    return in_reported_units(limit, granted.unit_transformation)
