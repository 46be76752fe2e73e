"""What a customer may use."""

from typing import Any

from tollgate import wiring
from tollgate.entitlements.check import check_entitlement
from tollgate.entitlements.credit_check import check_credits
from tollgate.entitlements.report_check import report_check
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.entitlements import (
    EntitlementCheckRequested,
    FetchEntitlementQuery,
    FetchEntitlementsQuery,
    GetEntitlementV2Input,
)
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.views.entitlements import (
    CreditEntitlementView,
    EntitlementsStateView,
    EntitlementView,
    FeatureEntitlementView,
)
from tollgate.shared.errors import BadUserInput

Given = dict[str, Any]


def entitlement(context: Context, query: Given | None = None, input: Given | None = None) -> EntitlementView:
    """Return whether a feature may be used; the question comes as `query` or as `input`."""
    if (query is None) == (input is None):
        raise BadUserInput("Send the question either as query or as input", field="query")
    asked = read(FetchEntitlementQuery, query or input or {}).to_question()
    verdict = check_entitlement(context.scope, asked, checking=wiring.checking())
    return EntitlementView(verdict)


def entitlement_v2(context: Context, query: Given) -> FeatureEntitlementView | CreditEntitlementView:
    """Return whether a feature, or credits of a currency, may be used."""
    asked, scope, checking = read(GetEntitlementV2Input, query).checked(), context.scope, wiring.checking()
    if asked.currency_id is None:
        return FeatureEntitlementView(check_entitlement(scope, asked.to_question(), checking=checking))
    credit = check_credits(scope, asked.to_credit_question(), checking=checking)
    named = wiring.known_currencies().many(scope, [asked.currency_id], now=wiring.clock().now())
    return CreditEntitlementView(credit, named.get(asked.currency_id))


def report_entitlement_check_requested(context: Context, entitlement_check_requested: Given) -> bool:
    """Keep a check that a client made by itself; return that it is kept."""
    check = read(EntitlementCheckRequested, entitlement_check_requested).to_check()
    report_check(context.scope, check, events=wiring.events(), clock=wiring.clock())
    return True


def cached_entitlements(context: Context, query: Given) -> list[EntitlementView]:
    """Return everything that may be used; nothing is cached on this side, the answer is as of now."""
    return entitlements_state(context, query).entitlements


def entitlements_state(context: Context, query: Given) -> EntitlementsStateView:
    """Return everything that may be used, or why it is nothing."""
    asked = read(FetchEntitlementsQuery, query)
    state = context.loader.entitlements.get((asked.customer_id, asked.resource_id))
    return EntitlementsStateView(state, context.loader)
