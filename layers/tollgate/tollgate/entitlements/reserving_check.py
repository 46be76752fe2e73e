"""A check that holds the credits it grants: decided and held in one step."""

from datetime import datetime
from typing import NamedTuple

from tollgate.credits.open_wallet import Crediting
from tollgate.credits.reservation import Reservation, ReservationTerms
from tollgate.credits.reserve import reserve
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.credit_check import check_credits
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement
from tollgate.entitlements.verdict import CreditQuestion
from tollgate.shared.scope import Scope


class ReservingVerdict(NamedTuple):
    """The verdict on credits, and what is held by it; nothing where it is denied."""

    entitlement: CreditEntitlement
    reservation: Reservation | None


def check_and_reserve(
    scope: Scope,
    question: CreditQuestion,
    terms: ReservationTerms,
    *,
    ports: Crediting,
    checking: Checking,
    today: datetime,
) -> ReservingVerdict:
    """Return the verdict on so many credits as are to be held; what was requested beside does not matter.

    Raises what `reserve` does, but answers with a denial where there is no such customer or resource.
    """
    asked = question.but(requested_usage=terms.amount)
    owner = question.customer_id, question.resource_id
    try:
        done = reserve(scope, *owner, question.currency_id, terms, ports=ports, today=today)
    except (CustomerNotFound, CustomerResourceNotFound):
        return ReservingVerdict(check_credits(scope, asked, checking=checking), None)
    verdict = check_credits(scope, asked.but(requested_usage=None), checking=checking)
    if done.reservation is None:
        reason = AccessDeniedReason.INSUFFICIENT_CREDITS
        if verdict.access_denied_reason is AccessDeniedReason.ENTITLEMENT_NOT_FOUND:
            reason = AccessDeniedReason.ENTITLEMENT_NOT_FOUND
        return ReservingVerdict(verdict.but(is_granted=False, access_denied_reason=reason), None)
    # What is held is told as of the step that held it, also where it is told again.
    balance = done.reservation.balance
    granted = verdict.but(
        is_granted=True,
        access_denied_reason=None,
        current_usage=balance.consumed,
        usage_limit=balance.granted,
        reserved=balance.reserved,
        reserved_on_expired_grants=balance.reserved_on_ended,
        usage_updated_at=balance.at,
        valid_until=balance.next_change,
    )
    return ReservingVerdict(granted, done.reservation)
