"""What mutations of usage are given."""

from tollgate.api.events import EventBody
from tollgate.api.usage import Dimensions
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.measurement import NewMeasurement, UpdateBehavior, canonical_dimensions


class ReportUsageInput(Value):
    """`ReportUsageInput` and `ReportUsageBaseInput`."""

    customer_id: str
    feature_id: str
    value: Amount
    resource_id: str | None = None
    update_behavior: UpdateBehavior | None = None
    created_at: Instant | None = None
    dimensions: Dimensions | None = None
    idempotency_key: str | None = None
    enforce_limit: bool | None = None

    def to_measurement(self) -> NewMeasurement:
        """Return the domain's measurement."""
        return NewMeasurement(
            customer_id=self.customer_id,
            feature_id=self.feature_id,
            value=self.value,
            resource_id=self.resource_id,
            update_behavior=self.update_behavior or UpdateBehavior.DELTA,
            created_at=self.created_at,
            dimensions=canonical_dimensions(self.dimensions),
            idempotency_key=self.idempotency_key,
            enforce_limit=bool(self.enforce_limit),
        )


class ReportUsageBulkInput(Value):
    """`ReportUsageBulkInput`."""

    usages: tuple[ReportUsageInput, ...]


class UsageEventsReportInput(Value):
    """`UsageEventsReportInput`; its events are REST's."""

    usage_events: tuple[EventBody, ...]
