"""Estimates of what usage costs in credits, on the wire."""

from typing import Self

from tollgate.api.usage import Dimensions, Number
from tollgate.shared.entity import Amount, Value
from tollgate.usage.cost_estimate import CostEstimate, CurrencyEstimate, EstimateWarning, FeatureWarning
from tollgate.usage.estimate_cost import UsageToEstimate
from tollgate.usage.event import NewEvent
from tollgate.usage.measurement import UpdateBehavior, canonical_dimensions


class EstimateUsageBody(Value):
    """A measurement that is not recorded."""

    customer_id: str
    feature_id: str
    value: Number
    resource_id: str | None = None
    update_behavior: UpdateBehavior = UpdateBehavior.DELTA
    dimensions: Dimensions | None = None

    def to_usage(self) -> UsageToEstimate:
        """Return the domain's measurement; raises for dimensions that could not be reported."""
        return UsageToEstimate(**{**dict(self), "dimensions": canonical_dimensions(self.dimensions)})


class EstimateEventBody(Value):
    """An event that is not kept."""

    customer_id: str
    event_name: str
    resource_id: str | None = None
    dimensions: Dimensions | None = None

    def to_event(self) -> NewEvent:
        """Return the domain's event, checked as one that is sent; which one it is makes no difference."""
        values = {**dict(self), "dimensions": canonical_dimensions(self.dimensions)}
        return NewEvent(**values, idempotency_key="estimate").checked()


class FeatureCostView(Value):
    """What one feature burns."""

    feature_id: str
    cost: Amount
    warning_code: FeatureWarning | None


class CurrencyEstimateView(Value):
    """What is burnt of one currency."""

    currency_id: str
    estimated_cost: Amount
    current_balance: Amount
    balance_after_estimate: Amount
    would_overdraft: bool
    breakdown: tuple[FeatureCostView, ...]

    @classmethod
    def of(cls, estimate: CurrencyEstimate) -> Self:
        """Return the view of a currency's estimate."""
        return cls(
            currency_id=estimate.currency_id,
            estimated_cost=estimate.cost,
            current_balance=estimate.current_balance,
            balance_after_estimate=estimate.balance_after,
            would_overdraft=estimate.would_overdraft,
            breakdown=tuple(
                FeatureCostView(feature_id=each.feature_id, cost=each.cost, warning_code=each.warning)
                for each in estimate.breakdown
            ),
        )


class CostEstimateView(Value):
    """What usage would cost."""

    estimates: tuple[CurrencyEstimateView, ...]
    warnings: tuple[EstimateWarning, ...]

    @classmethod
    def of(cls, estimate: CostEstimate) -> Self:
        """Return the view of an estimate."""
        return cls(
            estimates=tuple(CurrencyEstimateView.of(each) for each in estimate.estimates),
            warnings=estimate.warnings,
        )
