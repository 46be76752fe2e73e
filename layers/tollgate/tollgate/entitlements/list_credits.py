"""The credits in a list of everything a customer may use, and what too few of them deny."""

from collections.abc import Sequence
from datetime import datetime

from tollgate.entitlements.burning import rate_of
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.credit_check import needed_for, wallet_in
from tollgate.entitlements.entitlement import AccessDeniedReason, Entitlement
from tollgate.entitlements.live import Held, LiveState
from tollgate.shared.scope import Scope


def as_credits_allow(
    scope: Scope, verdicts: Sequence[Entitlement], held: Held, state: LiveState, now: datetime, checking: Checking
) -> tuple[Entitlement, ...]:
    """Return the verdicts with their rates in credits; a feature is denied for whose usage there are too few."""

    def judged(verdict: Entitlement) -> Entitlement:
        rate = rate_of(verdict.feature_id, held, None)
        if rate is None:
            return verdict
        if not verdict.is_granted:
            return verdict.but(credit_rate=rate)
        owner = verdict.customer_id, verdict.resource_id
        wallet = wallet_in(scope, state, *owner, rate.currency_id, now, checking)
        is_refused = wallet.refusal(needed_for(rate, verdict.requested_usage)) is not None
        reason = AccessDeniedReason.INSUFFICIENT_CREDITS if is_refused else None
        return verdict.but(credit_rate=rate, is_granted=not is_refused, access_denied_reason=reason)

    return tuple(map(judged, verdicts))
