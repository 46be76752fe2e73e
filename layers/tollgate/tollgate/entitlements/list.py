"""List everything a customer may use now."""

from tollgate.catalog.ports import PlanGrants
from tollgate.entitlements.entitlement import AccessDeniedReason, EntitlementsState
from tollgate.entitlements.ports import KnownFeatures, LiveReader, UsageBuckets
from tollgate.entitlements.resolve import resolve, sources_of, versions_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, entitlement_of, reason_of_owner
from tollgate.shared.clock import CustomerClock
from tollgate.shared.scope import Scope


def list_entitlements(
    scope: Scope,
    customer_id: str,
    resource_id: str | None,
    *,
    live: LiveReader,
    buckets: UsageBuckets,
    plans: PlanGrants,
    features: KnownFeatures,
    clock: CustomerClock,
) -> EntitlementsState:
    """Return the verdict on every feature that some subscription has, by feature id, or why there is none.

    A resource that does not exist has no subscription: a list never shows more than a check would grant.
    """
    resource_id = resource_id or None
    state = live.of_customer(scope, customer_id, resource_id)
    refusal = reason_of_owner(state, customer_id, resource_id)
    now = clock.now(scope, state.test_clock_of(customer_id))
    held = state.subscriptions(customer_id, resource_id, now) if refusal is None else ()
    if refusal is AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND or (refusal is None and not held):
        refusal = AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION
    if refusal is not None:
        return EntitlementsState(access_denied_reason=refusal)
    versions = plans.many(scope, versions_of(held))
    feature_ids = sorted({each.feature_id for plan in versions.values() for each in plan.granted})
    known = features.many(scope, feature_ids, now=clock.now(scope, None))
    next_change = state.next_change(customer_id, resource_id, now)
    entitlements = []
    for feature_id in feature_ids:
        resolved = resolve(sources_of(feature_id, held, versions))
        if resolved is not None:
            question = Question(customer_id=customer_id, resource_id=resource_id, feature_id=feature_id)
            usage = usage_now(scope, customer_id, resolved, state, buckets=buckets, now=now)
            feature = known.get(feature_id)
            entitlements.append(
                entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)
            )
    return EntitlementsState(entitlements=tuple(entitlements))
