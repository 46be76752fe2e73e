"""What starting a workflow is given."""

from typing import Any

from tollgate.shared.entity import Value


class TriggerWorkflowInput(Value):
    """`TriggerWorkflowInput`."""

    trigger_id: str
    payload: Any = None
    is_test: bool | None = None
