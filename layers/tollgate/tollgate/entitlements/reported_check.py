"""A check that a client made by itself, from what it had in memory, and tells of."""

from tollgate.entitlements.entitlement import AccessDeniedReason
from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class CheckResult(Value):
    """What the client answered."""

    has_access: bool
    access_denied_reason: AccessDeniedReason | None = None
    current_usage: Amount | None = None
    usage_limit: Amount | None = None
    has_unlimited_usage: bool | None = None
    has_soft_limit: bool | None = None
    enum_values: tuple[str, ...] | None = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    next_reset_date: Instant | None = None


class ReportedCheck(Value):
    """Who was asked about, of what, and what the client answered."""

    customer_id: str
    feature_id: str
    resource_id: ResourceId = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    result: CheckResult
