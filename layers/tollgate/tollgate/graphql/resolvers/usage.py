"""Reported usage."""

from collections.abc import Sequence
from typing import Any

from tollgate import wiring
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import fields_renamed, read, without_nulls_within
from tollgate.graphql.inputs.usage import ReportUsageBulkInput, ReportUsageInput, UsageEventsReportInput
from tollgate.graphql.views.usage import MeasurementView
from tollgate.shared.errors import DomainError
from tollgate.usage.report import report_usage as report
from tollgate.usage.report_events import report_events

Given = dict[str, Any]

_FIRST = "usages[0]"


def report_usage(context: Context, input: Given) -> MeasurementView:
    """Return the measurement as it is recorded."""
    try:
        return _reported(context, [read(ReportUsageInput, input)])[0]
    except DomainError as error:
        raise _by_itself(error) from error


def report_usage_bulk(context: Context, input: Given) -> list[MeasurementView]:
    """Return the measurements as they are recorded, in their order."""
    return _reported(context, read(ReportUsageBulkInput, input).usages)


def report_event(context: Context, events: Given) -> str:
    """Return OK once the events are on their way."""
    sent = read(UsageEventsReportInput, without_nulls_within(events)).usage_events
    with fields_renamed(lambda field: f"usageEvents{field.removeprefix('events')}"):
        report_events(
            context.scope,
            [each.to_event() for each in sent],
            queue=wiring.usage_queue(),
            live=wiring.event_state(),
            clock=wiring.customer_clock(),
        )
    return "OK"


def _reported(context: Context, usages: Sequence[ReportUsageInput]) -> list[MeasurementView]:
    reported = report(
        context.scope,
        [each.to_measurement() for each in usages],
        metering=wiring.metering(),
        clock=wiring.customer_clock(),
        ids=wiring.ids(),
    )
    return [MeasurementView(each) for each in reported]


def _by_itself(error: DomainError) -> DomainError:
    """Return the error without the place of the measurement, which is the only one."""
    error.message = error.message.removeprefix(f"{_FIRST}: ")
    field = error.details.pop("field", None)
    if field is not None and field != _FIRST:
        error.details["field"] = field.removeprefix(f"{_FIRST}.")
    return error
