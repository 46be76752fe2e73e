"""What a customer may use."""

from typing import Any

from tollgate import wiring
from tollgate.entitlements.check import check_entitlement
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.entitlements import FetchEntitlementQuery, FetchEntitlementsQuery
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.views.entitlements import EntitlementsStateView, EntitlementView
from tollgate.shared.errors import BadUserInput

Given = dict[str, Any]


def entitlement(context: Context, query: Given | None = None, input: Given | None = None) -> EntitlementView:
    """Return whether a feature may be used; the question comes as `query` or as `input`."""
    if (query is None) == (input is None):
        raise BadUserInput("Send the question either as query or as input", field="query")
    asked = read(FetchEntitlementQuery, query or input or {}).to_question()
    verdict = check_entitlement(context.scope, asked, checking=wiring.checking())
    return EntitlementView(verdict)


def cached_entitlements(context: Context, query: Given) -> list[EntitlementView]:
    """Return everything that may be used; nothing is cached on this side, the answer is as of now."""
    return entitlements_state(context, query).entitlements


def entitlements_state(context: Context, query: Given) -> EntitlementsStateView:
    """Return everything that may be used, or why it is nothing."""
    asked = read(FetchEntitlementsQuery, query)
    return EntitlementsStateView(context.loader.entitlements.get((asked.customer_id, asked.resource_id)))
