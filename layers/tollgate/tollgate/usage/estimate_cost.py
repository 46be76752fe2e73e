"""Estimate what usage that was not reported yet, or an event that was not sent yet, would cost in credits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tollgate.catalog.feature import Feature
from tollgate.catalog.meter import AggregationFunction
from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.charges.amounts import credits_of_event
from tollgate.charges.price import CreditRate
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.entitlements.check import Finding, find_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.entitlement import AccessDeniedReason
from tollgate.entitlements.live import ResourceId
from tollgate.entitlements.verdict import Question
from tollgate.shared.entity import Amount, Value
from tollgate.shared.scope import Scope
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription
from tollgate.usage.cost_estimate import CostEstimate, EstimateWarning, FeatureCost, FeatureWarning, estimate_of
from tollgate.usage.errors import FeatureHasMeter
from tollgate.usage.event import NewEvent
from tollgate.usage.event_ports import KnownMeters
from tollgate.usage.matching import passes, worth_of
from tollgate.usage.measurement import UpdateBehavior, dimensions_of, rounded_value
from tollgate.usage.ports import WalletBalances

_TOLD_AHEAD = (AggregationFunction.COUNT, AggregationFunction.SUM)
"""What one event adds to these does not depend on the events before it."""


class UsageToEstimate(Value):
    """A measurement that is not recorded: what it costs is asked for. `dimensions` are canonical JSON."""

    customer_id: str
    feature_id: str
    resource_id: ResourceId = None
    value: Amount
    update_behavior: UpdateBehavior = UpdateBehavior.DELTA
    dimensions: str | None = None


@dataclass(frozen=True)
class Estimating:
    """The ports that estimates work with."""

    checking: Checking
    meters: KnownMeters
    subscriptions: SubscriptionRepository
    balances: WalletBalances


def estimate_usage_cost(scope: Scope, usage: UsageToEstimate, ports: Estimating) -> CostEstimate:
    """Return what a measurement would burn; what takes usage back burns nothing, and nothing is recorded.

    Raises `CustomerNotFound` and `CustomerResourceNotFound`, `FeatureHasMeter` for what is counted by events, and
    `InvalidInput` for a value that cannot be reported.
    """
    payer = _Payer(scope, usage.customer_id, usage.resource_id, ports)
    finding = payer.finding(usage.feature_id)
    value = rounded_value(usage.value)
    if finding.feature is None:
        return payer.estimate((), EstimateWarning.FEATURE_NOT_FOUND)
    if finding.feature.has_meter:
        raise FeatureHasMeter.of(usage.feature_id)
    rate = payer.rate_of(finding)
    if rate is None:
        return payer.estimate((), EstimateWarning.FEATURE_NOT_CREDIT_BASED)
    sold = in_sold_units(value, finding.feature.unit_transformation)
    if usage.update_behavior is UpdateBehavior.SET and finding.usage is not None:
        sold -= finding.usage.total
    return payer.estimate([_cost(finding.feature, rate, sold, dimensions_of(usage.dimensions))])


def estimate_event_cost(scope: Scope, event: NewEvent, ports: Estimating) -> CostEstimate:
    """Return what an event would burn of every feature whose meter it passes; nothing is kept.

    Raises `CustomerNotFound` and `CustomerResourceNotFound`.
    """
    payer = _Payer(scope, event.customer_id, event.resource_id, ports)
    fields = event.fields
    metered = [each for each in ports.meters.of(scope) if each.meter is not None and passes(each.meter, fields)]
    if not metered:
        payer.finding("")
        return payer.estimate((), EstimateWarning.FEATURE_NOT_FOUND)
    rated = [(feature, payer.rate_of(payer.finding(feature.id))) for feature in metered]
    costs = [_event_cost(feature, rate, event) for feature, rate in rated if rate is not None]
    return payer.estimate(costs, *(() if costs else (EstimateWarning.FEATURE_NOT_CREDIT_BASED,)))


@dataclass(frozen=True)
class _Payer:
    """Whose credits are burnt: of a customer, or of one of its resources."""

    scope: Scope
    customer_id: str
    resource_id: str | None
    ports: Estimating

    def finding(self, feature_id: str) -> Finding:
        """Return what is held of a feature; raises where there is nobody who could hold it."""
        question = Question(customer_id=self.customer_id, resource_id=self.resource_id, feature_id=feature_id)
        finding = find_entitlement(self.scope, question, checking=self.ports.checking)
        match finding.entitlement.access_denied_reason:
            case AccessDeniedReason.CUSTOMER_NOT_FOUND | AccessDeniedReason.CUSTOMER_IS_ARCHIVED:
                raise CustomerNotFound.of(self.customer_id)
            case AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND:
                raise CustomerResourceNotFound.of(self.customer_id, self.resource_id or "")
        return finding

    def rate_of(self, finding: Finding) -> CreditRate | None:
        """Return a feature's rate in credits: of the subscription that decides, else of another that has one."""
        deciding = finding.resolved.source.origin.id if finding.resolved is not None else None
        held = {each.id: rank for rank, (_, each) in enumerate(finding.held.subscriptions)}
        own = sorted(
            (each for each in self._subscriptions if each.id in held),
            key=lambda each: (each.id != deciding, held[each.id]),
        )
        feature_id = finding.entitlement.feature_id
        return next((rate for each in own for rate in _rates(each, feature_id)), None)

    def estimate(self, costs: Iterable[FeatureCost], *warnings: EstimateWarning) -> CostEstimate:
        """Return what the costs come to for this wallet, and whether those of resources were left out."""
        costs = list(costs)
        if self.resource_id is None and any(each.resource_id and not each.has_ended for each in self._subscriptions):
            warnings = (*warnings, EstimateWarning.RESOURCE_SCOPED_SUBSCRIPTION_EXISTS)
        currencies = {each.currency_id for each in costs}
        balances = self.ports.balances.of(self.scope, self.customer_id, self.resource_id, currencies)
        return estimate_of(costs, balances, warnings)

    @cached_property
    def _subscriptions(self) -> list[Subscription]:
        return self.ports.subscriptions.of_customer(self.scope, self.customer_id)


def _rates(subscription: Subscription, feature_id: str) -> Iterator[CreditRate]:
    prices = (each.price for each in subscription.items if each.price.feature_id == feature_id)
    return (each.credit_rate for each in prices if each.credit_rate is not None)


def _event_cost(feature: Feature, rate: CreditRate, event: NewEvent) -> FeatureCost:
    assert feature.meter is not None, "it passes its meter"
    if feature.meter.aggregation.function in _TOLD_AHEAD:
        worth = worth_of(feature.meter, event.fields)
        number = worth if isinstance(worth, Decimal) else Decimal(0)
        return _cost(feature, rate, in_sold_units(number, feature.unit_transformation), event.fields)
    cost = _cost(feature, rate, Decimal(0), event.fields)
    # What a formula burns goes by the event alone, whatever there was before it.
    return cost if rate.cost_formula is not None else cost.but(warning=FeatureWarning.UNSUPPORTED_AGGREGATION)


def _cost(feature: Feature, rate: CreditRate, sold: Decimal, dimensions: Mapping[str, Any]) -> FeatureCost:
    burnt = credits_of_event(rate, sold, dimensions)
    return FeatureCost(feature_id=feature.id, currency_id=rate.currency_id, cost=burnt.credits)
