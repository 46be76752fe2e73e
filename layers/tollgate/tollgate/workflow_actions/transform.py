"""Transform: return a value that is put together of others."""

from typing import Any

from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part


class TransformParams(Part):
    """The value to return; its expressions are what transforms."""

    value: Any


class Transform:
    """Returns its parameter, with expressions replaced by what they say."""

    name = "transform"
    is_staged = True
    params_schema = TransformParams

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Return the value: an object as it is, anything else under `value`."""
        value = TransformParams.model_validate(call.params).value
        return value if isinstance(value, dict) else {"value": value}
