"""Whether a resolved entitlement is granted, and how it is shown."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.entitlements.counter import NOTHING, Counter
from tollgate.entitlements.entitlement import AccessDeniedReason, Entitlement
from tollgate.entitlements.live import Held, LiveState, ResourceId
from tollgate.entitlements.resolve import Resolved
from tollgate.shared.entity import Amount, Value
from tollgate.shared.period import Period


class Question(Value):
    """What is asked: a customer's or resource's use of a feature, perhaps of so much more or of these values."""

    customer_id: str
    feature_id: str
    resource_id: ResourceId = None
    requested_usage: Amount | None = None
    requested_values: tuple[str, ...] | None = None


class CreditQuestion(Value):
    """What is asked: a customer's or resource's use of credits, perhaps of so many."""

    customer_id: str
    currency_id: str
    resource_id: ResourceId = None
    requested_usage: Amount | None = None


@dataclass(frozen=True)
class Usage:
    """The usage of a metered feature: its period, the total in it in the units of the limit, and its counter."""

    period: Period
    total: Decimal = NOTHING
    counter: Counter | None = None

    @property
    def shown(self) -> Decimal:
        """Return the usage as it is told and judged: corrections may take it below zero, where it counts as none."""
        return max(self.total, NOTHING)


def reason_of_owner(state: LiveState, customer_id: str, resource_id: str | None) -> AccessDeniedReason | None:
    """Return why nothing can be granted to this customer or resource, whatever the feature."""
    customer = state.access_of(customer_id)
    if customer is None:
        return AccessDeniedReason.CUSTOMER_NOT_FOUND
    if customer.is_archived:
        return AccessDeniedReason.CUSTOMER_IS_ARCHIVED
    if resource_id is not None and state.access_of(customer_id, resource_id) is None:
        return AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND
    return None


def reason_of_absence(feature: Feature | None, held: Held) -> AccessDeniedReason:
    """Return why no source has a feature."""
    if feature is None:
        return AccessDeniedReason.FEATURE_NOT_FOUND
    if not held.subscriptions:
        return AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION
    return AccessDeniedReason.NO_FEATURE_ENTITLEMENT_IN_SUBSCRIPTION


def denied(
    question: Question,
    reason: AccessDeniedReason,
    *,
    feature: Feature | None = None,
    next_change: datetime | None = None,
) -> Entitlement:
    """Return the answer where there is nothing to grant."""
    return Entitlement(
        **dict(question), feature=feature, is_granted=False, access_denied_reason=reason, valid_until=next_change
    )


def judge(question: Question, resolved: Resolved, usage: Usage | None, *, now: datetime) -> AccessDeniedReason | None:
    """Return why a resolved entitlement is denied, the first reason in order, or None where it is granted."""
    entitlement = resolved.entitlement
    is_number = entitlement.feature_type is FeatureType.NUMBER
    is_enum = entitlement.feature_type is FeatureType.ENUM
    if not entitlement.is_granted:
        return AccessDeniedReason.REVOKED
    if (question.requested_usage is not None and not is_number) or (question.requested_values and not is_enum):
        return AccessDeniedReason.FEATURE_TYPE_MISMATCH
    if not set(question.requested_values or ()) <= set(resolved.enum_values or ()):
        return AccessDeniedReason.REQUESTED_VALUES_MISMATCH
    if any(each.is_spent(question.feature_id, now) for each in resolved.sources):
        return AccessDeniedReason.BUDGET_EXCEEDED
    if is_number and _is_exceeded(question.requested_usage, resolved, usage):
        return AccessDeniedReason.REQUESTED_USAGE_EXCEEDING_LIMIT
    return None


def _is_exceeded(requested: Decimal | None, resolved: Resolved, usage: Usage | None) -> bool:
    entitlement = resolved.entitlement
    limit = entitlement.usage_limit or NOTHING
    if entitlement.has_unlimited_usage or entitlement.has_soft_limit:
        return False
    if usage is None:  # a configured number: nothing is used up, the question is whether it is high enough
        return requested is not None and requested > limit
    # A feature is denied once its limit is reached; asking for nothing more is asking whether usage is within it.
    return usage.shown >= limit if requested is None else usage.shown + requested > limit


def entitlement_of(
    question: Question,
    resolved: Resolved,
    usage: Usage | None,
    *,
    feature: Feature | None,
    now: datetime,
    next_change: datetime | None,
) -> Entitlement:
    """Return the answer to a question about an entitlement that some source has."""
    source, granted = resolved.source, resolved.entitlement
    reason = judge(question, resolved, usage, now=now)
    period = usage.period if usage is not None and granted.reset_period is not None else None
    ends = period.end if period is not None else None
    boundaries = [moment for moment in (ends, next_change) if moment is not None]
    return Entitlement(
        **dict(question),
        feature=feature,
        is_granted=reason is None,
        access_denied_reason=reason,
        current_usage=usage.shown if usage is not None else None,
        usage_limit=None if granted.has_unlimited_usage else granted.usage_limit,
        unit_transformation=granted.unit_transformation,
        has_unlimited_usage=granted.has_unlimited_usage,
        has_soft_limit=granted.has_soft_limit,
        enum_values=resolved.enum_values,
        reset_period=granted.reset_period,
        reset_anchor=granted.reset_anchor,
        usage_period_anchor=resolved.schedule.anchor_at(now) if period is not None else None,
        usage_period_start=period.start if period is not None else None,
        usage_period_end=period.end if period is not None else None,
        entitlement_updated_at=max(source.origin.updated_at, granted.updated_at),
        usage_updated_at=usage.counter.updated_at if usage is not None and usage.counter is not None else None,
        valid_until=min(boundaries, default=None),
        display_name_override=granted.display_name_override,
        hidden_from_widgets=granted.hidden_from_widgets,
    )


def is_metered(resolved: Resolved) -> bool:
    """Tell whether usage of the feature is counted."""
    return resolved.entitlement.meter_type is not MeterType.NONE
