"""What workflows report and ask about usage."""

from tollgate import wiring
from tollgate.api.usage import ReportedUsageView, ReportUsageBody
from tollgate.api.usage_history import UsageHistoryQuery, UsageHistoryView
from tollgate.usage.report import report_usage
from tollgate.usage.retrieve_usage_history import retrieve_usage_history
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall


class UsageHistoryParams(UsageHistoryQuery):
    """Whose usage of which feature is asked for."""

    customer_id: str
    feature_id: str


def _report(call: ActionCall, params: ReportUsageBody) -> list[ReportedUsageView]:
    """Report in transactions of its own; each measurement knows itself by the call, so that it counts once."""

    def report() -> list[ReportedUsageView]:
        reported = report_usage(
            call.scope,
            params.to_measurements(call.idempotency_key),
            metering=wiring.metering(),
            clock=wiring.customer_clock(),
            ids=wiring.ids(),
        )
        return [ReportedUsageView.of(each) for each in reported]

    return call.transact(report)


def _history(call: ActionCall, params: UsageHistoryParams) -> UsageHistoryView:
    history = retrieve_usage_history(
        call.scope,
        params.to_request(params.customer_id, params.feature_id),
        checking=wiring.checking(),
        dimensions=wiring.dimension_buckets(),
    )
    return UsageHistoryView.of(history)


USAGE_ACTIONS = (
    ProductAction("reportUsage", ReportUsageBody, _report, is_staged=False),
    ProductAction("getUsageHistory", UsageHistoryParams, _history),
)
