"""How usage went."""

from typing import Any

from tollgate import wiring
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.inputs.usage_history import UsageHistoryInput, UsageHistoryV2Input
from tollgate.graphql.lists.connection import CursorPaging
from tollgate.graphql.views.usage_history import UsageHistoryV2View, UsageHistoryView
from tollgate.usage.history import UsageHistory
from tollgate.usage.retrieve_usage_history import HistoryRequest, retrieve_usage_history

Given = dict[str, Any]


def usage_history(context: Context, usage_history_input: Given) -> UsageHistoryView:
    """Return how the usage of what is live now went."""
    asked = read(UsageHistoryInput, usage_history_input)
    request = asked.to_request()
    whole = _told(context, request)
    keys = tuple(dict.fromkeys(asked.group_by or ()))
    return UsageHistoryView(whole, _told(context, request.but(group_by=keys)).series if keys else ())


def usage_history_v2(context: Context, input: Given) -> UsageHistoryV2View:
    """Return how usage went, in series."""
    paging = CursorPaging.of(input.get("paging"))
    history = _told(context, read(UsageHistoryV2Input, input).to_request())
    shown = history.series[-paging.last :] if paging.last is not None else history.series[: paging.first]
    return UsageHistoryV2View(history, shown)


def _told(context: Context, request: HistoryRequest) -> UsageHistory:
    return retrieve_usage_history(
        context.scope, request, checking=wiring.checking(), dimensions=wiring.dimension_buckets()
    )
