"""Workflows that are started by a call."""

from typing import Any

from tollgate.api.workflow_calls import call_trigger
from tollgate.api.workflows import plain
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.inputs.workflows import TriggerWorkflowInput
from tollgate.graphql.views.workflows import TriggeredWorkflowView


def trigger_workflow(context: Context, input: dict[str, Any]) -> TriggeredWorkflowView:
    """Start the workflow of a trigger; the response is that of its last node where the trigger says so."""
    asked = read(TriggerWorkflowInput, input)
    called = call_trigger(
        context.caller,
        asked.trigger_id,
        plain(asked.payload),
        is_test=bool(asked.is_test),
        trace_id=context.request_id,
    )
    return TriggeredWorkflowView(success=called.success, response=called.response)
