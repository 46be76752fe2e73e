"""Business metrics in embedded metric format: one count per event that was committed."""

from collections.abc import Iterable


def count_events(names: Iterable[str]) -> None:
    """Count committed events by name (`SubscriptionCreated`), without dimensions that grow with tenants."""
    counted = list(names)
    if not counted:
        return
    # Imported where it is needed: reads never count anything and need not pay for it at their cold start.
    from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

    metrics = EphemeralMetrics(namespace="Tollgate", service="tollgate")
    for name in counted:
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
