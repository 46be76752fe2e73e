"""Answer whether a customer may use a feature now."""

from typing import TYPE_CHECKING

from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement
from tollgate.entitlements.ports import KnownFeatures, LiveReader, UsageBuckets
from tollgate.entitlements.resolve import resolve, sources_of, versions_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, denied, entitlement_of, reason_of_absence, reason_of_owner
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

if TYPE_CHECKING:  # its module knows every entity of the catalogue, and a check is to start fast
    from tollgate.catalog.ports import PlanGrants


def check_entitlement(
    scope: Scope,
    question: Question,
    *,
    live: LiveReader,
    buckets: UsageBuckets,
    plans: "PlanGrants",
    features: KnownFeatures,
    clock: CustomerClock,
) -> Entitlement:
    """Return the verdict, a denial with its reason included; raises `InvalidInput` for a negative requestedUsage."""
    if question.requested_usage is not None and question.requested_usage < 0:
        raise InvalidInput("requestedUsage must be 0 or more", field="requestedUsage")
    customer_id, resource_id = question.customer_id, question.resource_id
    state = live.of_features(scope, [CounterKey(customer_id, resource_id, question.feature_id)])
    refusal = reason_of_owner(state, customer_id, resource_id)
    if refusal is not None:
        return denied(question, refusal)
    now = clock.now(scope, state.test_clock_of(customer_id))
    held = state.subscriptions(customer_id, resource_id, now)
    resolved = resolve(sources_of(question.feature_id, held, plans.many(scope, versions_of(held))))
    feature = features.many(scope, [question.feature_id], now=clock.now(scope, None)).get(question.feature_id)
    next_change = state.next_change(customer_id, resource_id, now)
    if resolved is None:
        return denied(question, reason_of_absence(feature, held), feature=feature, next_change=next_change)
    usage = usage_now(scope, customer_id, resolved, state, buckets=buckets, now=now)
    return entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)


def check_credit_entitlement(
    scope: Scope, customer_id: str, resource_id: str | None, currency_id: str, *, live: LiveReader, clock: CustomerClock
) -> CreditEntitlement:
    """Return the verdict on a custom currency: nobody holds any, as there are no credits yet."""
    resource_id = resource_id or None
    state = live.of_access(scope, customer_id, resource_id)
    reason = reason_of_owner(state, customer_id, resource_id)
    return CreditEntitlement(
        customer_id=customer_id,
        resource_id=resource_id,
        currency_id=currency_id,
        access_denied_reason=reason or AccessDeniedReason.ENTITLEMENT_NOT_FOUND,
        usage_updated_at=clock.now(scope, state.test_clock_of(customer_id)),
    )
