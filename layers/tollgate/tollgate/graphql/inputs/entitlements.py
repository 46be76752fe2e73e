"""What queries of entitlements are given."""

from tollgate.entitlements.verdict import Question
from tollgate.shared.entity import Amount, Value


class EntitlementOptions(Value):
    """`EntitlementOptions`. Nothing is kept of a check, tracked or not, but its log line."""

    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    should_track: bool | None = None


class FetchEntitlementQuery(Value):
    """`FetchEntitlementQuery`."""

    customer_id: str
    feature_id: str
    resource_id: str | None = None
    options: EntitlementOptions | None = None

    def to_question(self) -> Question:
        """Return the domain's question."""
        options = self.options or EntitlementOptions()
        return Question(
            customer_id=self.customer_id,
            feature_id=self.feature_id,
            resource_id=self.resource_id,
            requested_usage=options.requested_usage,
            requested_values=options.requested_values,
        )


class FetchEntitlementsQuery(Value):
    """`FetchEntitlementsQuery`."""

    customer_id: str
    resource_id: str | None = None
