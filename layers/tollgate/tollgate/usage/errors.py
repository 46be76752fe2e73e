"""What usage refuses."""

from decimal import Decimal

from tollgate.shared.entity import json_number
from tollgate.shared.errors import ConcurrentChange, Conflict, DomainError, InvalidInput


class NoActiveSubscription(InvalidInput):
    """Nothing the customer has subscribed to is active."""

    code = "NoActiveSubscriptionForCustomer"

    @classmethod
    def of(cls, customer_id: str) -> "NoActiveSubscription":
        """Return the error for this customer."""
        message = f"The customer {customer_id} has no active subscription; provision one first"
        return cls(message, customerRefId=customer_id)


class FeatureNotInSubscription(InvalidInput):
    """The customer's subscriptions do not include the feature."""

    code = "NoFeatureEntitlementInSubscription"

    @classmethod
    def of(cls, customer_id: str, feature_id: str) -> "FeatureNotInSubscription":
        """Return the error for this customer and feature."""
        return cls(f"No subscription of the customer {customer_id} includes the feature {feature_id}", refId=feature_id)


class FeatureHasMeter(InvalidInput):
    """Usage of the feature comes from events."""

    code = "CannotReportUsageForEntitlementWithMeterError"

    @classmethod
    def of(cls, feature_id: str) -> "FeatureHasMeter":
        """Return the error for this feature."""
        return cls(f"Usage of the feature {feature_id} is metered from events; it cannot be reported", refId=feature_id)


class MeasurementOutOfRange(InvalidInput):
    """The reported value is beyond what is counted exactly."""

    code = "UsageMeasurementDiffOutOfRangeError"


class UsageOutOfRange(InvalidInput):
    """The usage would grow beyond what clients read exactly; `index` is the place of the measurement that does it."""

    code = "EntitlementUsageOutOfRangeError"
    index: int

    @classmethod
    def at(cls, index: int) -> "UsageOutOfRange":
        """Return the error for the measurement at this place."""
        error = cls("The usage would leave ±(2^53 - 1)", field="value")
        error.index = index
        located(error, index)
        return error


class LimitExceeded(Conflict):
    """A measurement that enforces its limit would exceed it; nothing of the request is recorded."""

    code = "EntitlementLimitExceededError"

    @classmethod
    def at(cls, index: int, feature_id: str, *, used: Decimal, limit: Decimal) -> "LimitExceeded":
        """Return the error for the measurement at this place; usage and limit are in the units of the limit."""
        message = f"The usage of {feature_id} would exceed its limit of {limit:f}: {used:f} is used"
        shown = {"feature": feature_id, "currentUsage": json_number(used), "usageLimit": json_number(limit)}
        error = cls(message, field="value", **shown)
        located(error, index)
        return error


class PartlyRecorded(ConcurrentChange):
    """Some of the measurements are recorded, others not: sent again, those without an idempotencyKey count twice."""

    is_retryable = False

    @classmethod
    def of(cls) -> "PartlyRecorded":
        """Return the error."""
        return cls(
            "Others are reporting on the same counters, and some of the usages are recorded; send again those that "
            "have an idempotencyKey"
        )


def located(error: DomainError, index: int, field: str | None = None, *, of: str = "usages") -> DomainError:
    """Return the error with the place of the measurement, or the event, it is about: `usages[2].customerId`."""
    name = field or error.details.get("field")
    error.details["field"] = f"{of}[{index}].{name}" if name else f"{of}[{index}]"
    error.message = f"{of}[{index}]: {error.message}"
    return error
