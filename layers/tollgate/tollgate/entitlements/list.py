"""List everything a customer may use now."""

from tollgate.entitlements.checking import Checking
from tollgate.entitlements.entitlement import AccessDeniedReason, EntitlementsState
from tollgate.entitlements.live import Held
from tollgate.entitlements.resolve import features_of, resolve, sources_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, entitlement_of, reason_of_owner
from tollgate.shared.scope import Scope


def list_entitlements(
    scope: Scope, customer_id: str, resource_id: str | None, *, checking: Checking
) -> EntitlementsState:
    """Return the verdict on every feature that some source has, by feature id, or why there is none.

    A resource that does not exist has no subscription: a list never shows more than a check would grant.
    """
    owner = customer_id, resource_id = customer_id, resource_id or None
    now, state = checking.present(scope, checking.live.of_customer(scope, *owner), customer_id)
    refusal = reason_of_owner(state, *owner)
    held = state.held(*owner, now) if refusal is None else Held()
    if refusal is AccessDeniedReason.CUSTOMER_RESOURCE_NOT_FOUND or (refusal is None and held.is_nothing):
        refusal = AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION
    if refusal is not None:
        return EntitlementsState(access_denied_reason=refusal)
    grants = checking.grants(scope, held)
    feature_ids = features_of(held, grants)
    known = checking.known(scope, feature_ids)
    entitlements = []
    for feature_id in feature_ids:
        feature = known.get(feature_id)
        resolved = resolve(sources_of(feature_id, held, grants, feature))
        if resolved is not None:
            question = Question(customer_id=customer_id, resource_id=resource_id, feature_id=feature_id)
            usage = usage_now(scope, customer_id, resolved, state, buckets=checking.buckets, now=now)
            next_change = state.next_change(*owner, feature_id, now)
            entitlements.append(
                entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)
            )
    return EntitlementsState(entitlements=tuple(entitlements))
