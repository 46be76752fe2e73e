"""Credits: balances, grants, the ledger, and what was burnt."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tollgate import wiring
from tollgate.api.credit_consumption import ConsumedView
from tollgate.api.credit_ledger import LedgerEntryView
from tollgate.api.credit_usage import CreditSeriesView
from tollgate.credits.consume import consume_credits as consume
from tollgate.credits.consume_async import consume_async
from tollgate.credits.create_grant import create_grant
from tollgate.credits.ledger_entry import Booked
from tollgate.credits.list_grants import all_grants
from tollgate.credits.list_ledger import check_customer
from tollgate.credits.retrieve_usage import retrieve_credit_usage
from tollgate.credits.summarize_balances import summarize_balances
from tollgate.credits.update_grant import update_grant
from tollgate.credits.void_grant import void_grant
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.credits import (
    CLEARED_BY_NULL,
    BalanceInput,
    ConsumptionInput,
    ConsumptionsInput,
    CreditUsageInput,
    GrantInput,
    GrantsInput,
    GrantUpdateInput,
    GrantVoidInput,
    LedgerInput,
)
from tollgate.graphql.inputs.reading import fields_named, given_fields, read, without_nulls, without_nulls_within
from tollgate.graphql.lists.connection import Asked, ConnectionView, CursorPaging, Listed
from tollgate.graphql.lists.stream import Streamed
from tollgate.graphql.lists.whole import page_of
from tollgate.graphql.views.credits import (
    CreditBalanceSummaryView,
    CreditBalanceView,
    CreditGrantView,
    CreditLedgerView,
    CreditUsageView,
    SlimCurrencyView,
)

Given = dict[str, Any]

_SPELLED = {"metadata": "additionalMetaData"}


class PlacedEntry(NamedTuple):
    """An entry of the ledger, and its place there."""

    position: str
    booked: Booked


def credit_balance_summary(context: Context, input: Given) -> CreditBalanceSummaryView:
    """Return what the customer, or its resource, holds of each currency."""
    asked = read(BalanceInput, _named(context, input))
    balances = summarize_balances(
        context.scope, asked.customer_id, asked.resource_id, asked.currency_id or None, ports=wiring.crediting()
    )
    return CreditBalanceSummaryView(asked.customer_id, [CreditBalanceView(each, context.loader) for each in balances])


def credit_grants(context: Context, input: Given) -> ConnectionView:
    """Return the grants to the customer, or to its resource, newest first."""
    filters = read(GrantsInput, _named(context, input)).to_filters()
    grants, now = all_grants(context.scope, filters, ports=wiring.crediting())
    listed: Listed[Any] = Listed(context.scope, f"CREDIT_GRANT {filters.model_dump_json()}", {})
    return listed.connection(
        grants, Asked(paging=input.get("paging")), lambda grant: CreditGrantView(grant, now, context.loader)
    )


def credits_ledger(context: Context, input: Given) -> CreditLedgerView:
    """Return what happened to the credits, newest first."""
    filters = read(LedgerInput, _named(context, input)).to_filters()
    ports = wiring.crediting()
    check_customer(context.scope, filters.customer_id, ports=ports)

    def entries(after: str | None, is_back: bool) -> Iterator[PlacedEntry]:
        walk = ports.ledger.walk(context.scope, filters, after=after, is_back=is_back)
        return (PlacedEntry(position, booked) for position, booked in walk)

    listed: Streamed[PlacedEntry] = Streamed(context.scope, f"CREDIT_LEDGER {filters.model_dump_json()}", {})
    asked = Asked(paging=input.get("paging"))
    page = listed.connection(entries, asked, lambda row: LedgerEntryView.of(row.booked), is_ascending=False)
    return CreditLedgerView(page, lambda: ports.ledger.count(context.scope, filters))


def credit_usage(context: Context, input: Given) -> CreditUsageView:
    """Return what was burnt over time, in series."""
    question = read(CreditUsageInput, _named(context, input)).to_question()
    usage = retrieve_credit_usage(context.scope, question, ports=wiring.crediting())
    seal = Asked().seal(context.scope, f"CREDIT_USAGE {question.model_dump_json()}")
    page, info = page_of(usage.series, CursorPaging.of(input.get("paging")), seal)
    named = {each.feature_id for each in page if each.feature_id is not None}
    features = wiring.known_features().many(context.scope, named, now=wiring.clock().now())
    currency = SlimCurrencyView.of(usage.currency) if usage.currency is not None else None
    return CreditUsageView(currency, [CreditSeriesView.of(each, features) for each in page], info)


def create_credit_grant(context: Context, input: Given) -> CreditGrantView:
    """Return the new grant."""
    asked = read(GrantInput, without_nulls_within(_named(context, input)))
    with fields_named(_SPELLED):
        request = asked.to_request(context.scope)
        grant = create_grant(request, ports=wiring.crediting(), billing=wiring.billing_provider())
    return CreditGrantView(grant, grant.updated_at, context.loader)


def update_credit_grant(context: Context, input: Given) -> CreditGrantView:
    """Return the changed grant."""
    asked = read(GrantUpdateInput, given_fields(input, cleared_by_null=CLEARED_BY_NULL))
    ports = wiring.crediting()
    with fields_named(_SPELLED):
        grant, now = update_grant(asked.to_request(context.scope), ports=ports)
    return CreditGrantView(grant, now, context.loader)


def void_credit_grant(context: Context, input: Given) -> CreditGrantView:
    """Return the voided grant."""
    grant = void_grant(context.scope, read(GrantVoidInput, input).id, ports=wiring.crediting())
    return CreditGrantView(grant, grant.updated_at, context.loader)


def consume_credits(context: Context, input: Given) -> ConsumedView:
    """Return what was burnt, and the balance after it."""
    asked = read(ConsumptionInput, without_nulls(_named(context, input)))
    ports, today = wiring.crediting(), wiring.clock().now()
    return ConsumedView.of(consume(context.scope, asked.to_consumption(), ports=ports, today=today))


def consume_credits_async(context: Context, input: Given) -> str:
    """Return OK once the consumptions are on their way."""
    given = [without_nulls(_named(context, each)) for each in input["consumptions"]]
    asked = read(ConsumptionsInput, {"consumptions": given})
    consume_async(
        context.scope,
        [each.to_consumption() for each in asked.consumptions],
        queue=wiring.consumption_queue(),
        access=wiring.access(),
        clock=wiring.customer_clock(),
    )
    return "OK"


def _named(context: Context, given: Given) -> Given:
    """Return an input that names its currency by the public id; names of dimensions are the caller's own."""
    currency = {"currencyId": given["currencyId"]} if given.get("currencyId") is not None else {}
    return {**given, **with_public_ids(context.scope, currency)}
