"""What starting a workflow came to, as GraphQL shows it."""

from typing import Any, NamedTuple


class TriggeredWorkflowView(NamedTuple):
    """`TriggerWorkflowDto`."""

    success: bool
    response: Any
