"""Actions that do what an operation of the API does: with its body, by its rules, and with its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from tollgate.api.errors import bad_input
from tollgate.workflows.action import ActionCall, exact

Operation = Callable[[ActionCall, Any], BaseModel | list[Any] | None]


@dataclass(frozen=True)
class ProductAction:
    """Calls an operation of the domain. What it writes is staged with the run's progress, unless told otherwise."""

    name: str
    params_schema: type[BaseModel]
    operation: Operation
    is_staged: bool = True

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Return what the operation of the API would answer; raises what it refuses."""
        answer = self.operation(call, params_of(self.params_schema, call))
        if isinstance(answer, BaseModel):
            return answer.model_dump(mode="json", by_alias=True)
        return {"items": [each.model_dump(mode="json", by_alias=True) for each in answer or ()]}


def params_of(schema: type[BaseModel], call: ActionCall) -> Any:
    """Return the parameters of a call; raises `BadUserInput` naming what is wrong with them."""
    try:
        return schema.model_validate(exact(call.params))
    except ValidationError as refused:
        raise bad_input([dict(each) for each in refused.errors()]) from refused
