"""Answer whether a customer may use a feature now."""

from dataclasses import dataclass, field
from datetime import datetime

from tollgate.catalog.feature import Feature
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement
from tollgate.entitlements.live import Held
from tollgate.entitlements.resolve import Resolved, resolve, sources_of
from tollgate.entitlements.usage_now import usage_now
from tollgate.entitlements.verdict import Question, Usage, denied, entitlement_of, reason_of_absence, reason_of_owner
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class Finding:
    """A verdict, and what it was found from: what is held, what that comes to, and the usage of it."""

    entitlement: Entitlement
    now: datetime
    held: Held = field(default_factory=Held)
    feature: Feature | None = None
    resolved: Resolved | None = None
    usage: Usage | None = None


def check_entitlement(scope: Scope, question: Question, *, checking: Checking) -> Entitlement:
    """Return the verdict, a denial with its reason included; raises `InvalidInput` for a negative requestedUsage."""
    return find_entitlement(scope, question, checking=checking).entitlement


def find_entitlement(scope: Scope, question: Question, *, checking: Checking) -> Finding:
    """Return the verdict with what it was found from; raises as `check_entitlement` does."""
    if question.requested_usage is not None and question.requested_usage < 0:
        raise InvalidInput("requestedUsage must be 0 or more", field="requestedUsage")
    owner = customer_id, resource_id = question.customer_id, question.resource_id
    state = checking.live.of_features(scope, [CounterKey(*owner, question.feature_id)])
    now, state = checking.present(scope, state, customer_id)
    refusal = reason_of_owner(state, *owner)
    if refusal is not None:
        return Finding(denied(question, refusal), now)
    held = state.held(customer_id, resource_id, now)
    feature = checking.known(scope, [question.feature_id]).get(question.feature_id)
    resolved = resolve(sources_of(question.feature_id, held, checking.grants(scope, held), feature))
    next_change = state.next_change(customer_id, resource_id, question.feature_id, now)
    if resolved is None:
        reason = reason_of_absence(feature, held)
        return Finding(denied(question, reason, feature=feature, next_change=next_change), now, held, feature)
    usage = usage_now(scope, customer_id, resolved, state, buckets=checking.buckets, now=now)
    verdict = entitlement_of(question, resolved, usage, feature=feature, now=now, next_change=next_change)
    return Finding(verdict, now, held, feature, resolved, usage)


def check_credit_entitlement(
    scope: Scope, customer_id: str, resource_id: str | None, currency_id: str, *, checking: Checking
) -> CreditEntitlement:
    """Return the verdict on a custom currency: nobody holds any, as there are no credits yet."""
    resource_id = resource_id or None
    now, state = checking.present(scope, checking.live.of_access(scope, customer_id, resource_id), customer_id)
    reason = reason_of_owner(state, customer_id, resource_id)
    return CreditEntitlement(
        customer_id=customer_id,
        resource_id=resource_id,
        currency_id=currency_id,
        access_denied_reason=reason or AccessDeniedReason.ENTITLEMENT_NOT_FOUND,
        usage_updated_at=now,
    )
