"""An entitlement as a customer holds it at an instant, and why it is denied where it is."""

from decimal import Decimal
from enum import StrEnum

from tollgate.catalog.entitlement import Widget
from tollgate.catalog.feature import Feature
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.price import CreditRate
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

NOTHING = Decimal(0)


class AccessDeniedReason(StrEnum):
    """Why a feature, or credits, may not be used."""

    FEATURE_NOT_FOUND = "FeatureNotFound"
    CUSTOMER_NOT_FOUND = "CustomerNotFound"
    CUSTOMER_IS_ARCHIVED = "CustomerIsArchived"
    CUSTOMER_RESOURCE_NOT_FOUND = "CustomerResourceNotFound"
    NO_ACTIVE_SUBSCRIPTION = "NoActiveSubscription"
    NO_FEATURE_ENTITLEMENT_IN_SUBSCRIPTION = "NoFeatureEntitlementInSubscription"
    REQUESTED_USAGE_EXCEEDING_LIMIT = "RequestedUsageExceedingLimit"
    REQUESTED_VALUES_MISMATCH = "RequestedValuesMismatch"
    BUDGET_EXCEEDED = "BudgetExceeded"
    UNKNOWN = "Unknown"
    FEATURE_TYPE_MISMATCH = "FeatureTypeMismatch"
    REVOKED = "Revoked"
    INSUFFICIENT_CREDITS = "InsufficientCredits"
    ENTITLEMENT_NOT_FOUND = "EntitlementNotFound"


class Entitlement(Value):
    """What a customer, or one of its resources, may use of a feature at an instant.

    `current_usage` and the usage period are those of metered features; usage, limit and request are in the coarse
    units of `unit_transformation`, where there is one. `credit_rate` is what its usage burns of credits. `valid_until`
    is the next instant at which time alone changes the answer.
    """

    customer_id: str
    resource_id: str | None = None
    feature_id: str
    feature: Feature | None = None
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None
    current_usage: Amount | None = None
    usage_limit: Amount | None = None
    unit_transformation: UnitTransformation | None = None
    has_unlimited_usage: bool = False
    has_soft_limit: bool = False
    enum_values: tuple[str, ...] | None = None
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    usage_period_anchor: Instant | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    entitlement_updated_at: Instant | None = None
    usage_updated_at: Instant | None = None
    valid_until: Instant | None = None
    display_name_override: str | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    credit_rate: CreditRate | None = None


class CreditEntitlement(Value):
    """What a customer, or one of its resources, may use of a custom currency at an instant.

    `current_usage` is what of the active grants is consumed or held, `usage_limit` all that they give; `reserved` is
    what of it reservations hold. `valid_until` is the next instant at which time alone changes the answer.
    """

    customer_id: str
    resource_id: str | None = None
    currency_id: str
    is_granted: bool = False
    access_denied_reason: AccessDeniedReason | None = None
    current_usage: Amount = NOTHING
    usage_limit: Amount = NOTHING
    has_soft_limit: bool = False
    reserved: Amount = NOTHING
    reserved_on_expired_grants: Amount = NOTHING
    usage_period_end: Instant | None = None
    usage_updated_at: Instant
    entitlement_updated_at: Instant | None = None
    valid_until: Instant | None = None


class EntitlementsState(Value):
    """Everything a customer, or one of its resources, may use, or why it is nothing."""

    access_denied_reason: AccessDeniedReason | None = None
    entitlements: tuple[Entitlement, ...] = ()
    credits: tuple[CreditEntitlement, ...] = ()
