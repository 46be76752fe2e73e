"""What usage would cost in credits. Inputs and answers are REST's, in the same words."""

from typing import Any

from tollgate import wiring
from tollgate.api.cost_estimate import CostEstimateView, EstimateEventBody, EstimateUsageBody
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import read, without_nulls_within
from tollgate.usage.estimate_cost import estimate_event_cost as estimate_event
from tollgate.usage.estimate_cost import estimate_usage_cost as estimate_usage

Given = dict[str, Any]


def estimate_usage_cost(context: Context, input: Given) -> CostEstimateView:
    """Return what a measurement would cost."""
    usage = read(EstimateUsageBody, without_nulls_within(input)).to_usage()
    return CostEstimateView.of(estimate_usage(context.scope, usage, wiring.estimating()))


def estimate_event_cost(context: Context, input: Given) -> CostEstimateView:
    """Return what an event would cost."""
    event = read(EstimateEventBody, without_nulls_within(input)).to_event()
    return CostEstimateView.of(estimate_event(context.scope, event, wiring.estimating()))
