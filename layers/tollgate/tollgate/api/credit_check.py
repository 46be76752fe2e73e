"""A check of credits on the wire, which may hold what it grants."""

from tollgate import wiring
from tollgate.api.entitlement_query import CheckEntitlementQuery
from tollgate.api.entitlements import CreditEntitlementView
from tollgate.api.permissions import Permission, require
from tollgate.entitlements.credit_check import check_credits
from tollgate.shared.scope import Caller


def checked_credits(caller: Caller, customer_id: str, asked: CheckEntitlementQuery) -> CreditEntitlementView:
    """Return the verdict on credits; whoever has some held needs a key that may report usage."""
    scope, question, terms = caller.scope, asked.to_credit_question(customer_id), asked.to_terms()
    today = wiring.clock().now()
    named = wiring.known_currencies().many(scope, [question.currency_id], now=today)
    currency = named.get(question.currency_id)
    if terms is None:
        return CreditEntitlementView.of(check_credits(scope, question, checking=wiring.checking()), currency)
    require(caller, Permission.USAGE_WRITE)
    from tollgate.entitlements.reserving_check import check_and_reserve

    verdict = check_and_reserve(
        scope, question, terms, ports=wiring.crediting(), checking=wiring.checking(), today=today
    )
    return CreditEntitlementView.of(verdict.entitlement, currency, verdict.reservation)
