"""The seam between the engine and what nodes do: an action, and what it is called with."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from tollgate.shared.scope import Scope
from tollgate.workflows.expressions import BEGIN

Result = TypeVar("Result")


class Transact(Protocol):
    """Runs an operation in a transaction of its own, as the run's actor."""

    def __call__(self, operation: Callable[[], Result]) -> Result:
        """Return what the operation returns, once what it staged is committed."""
        ...


@dataclass(frozen=True)
class ActionCall:
    """What an action is called with: for whom, by which node of which run, and its parameters without expressions.

    `iteration` counts how often the node was come to. `transact` is for actions that are not staged: it commits what an
    operation stages in a transaction of its own. Secrets are in `params` as they are; `secrets` are the texts that no
    log may hold.
    """

    scope: Scope
    run_id: str
    workflow_id: str
    node_id: str
    iteration: int
    params: dict[str, Any]
    timeout_seconds: int
    transact: Transact
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def idempotency_key(self) -> str:
        """Return what names this call: the same in every try of it, and of no other call."""
        return f"{self.run_id}.{self.node_id}.{self.iteration}"


class Action(Protocol):
    """One kind of node that does something.

    Where `is_staged`, all that it writes is staged in the session of the operation at work, and is committed with the
    run's progress in one transaction: it happens once. Any other acts at once, and must know its call by the
    idempotency key when it comes again.
    """

    @property
    def name(self) -> str:
        """Return what definitions call it, as the type of a node."""
        ...

    @property
    def is_staged(self) -> bool:
        """Tell whether it only stages what it does."""
        ...

    @property
    def params_schema(self) -> type[BaseModel]:
        """Return the model of its parameters."""
        ...

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Do it, and return its output as JSON holds it; raises `ActionFailed` or what the domain refuses."""
        ...


class Actions(Protocol):
    """The kinds of actions that there are."""

    def find(self, name: str) -> Action | None:
        """Return the action of this name, None where there is none."""
        ...

    def names(self) -> list[str]:
        """Return all names, in their order."""
        ...


def check_params(schema: type[BaseModel], params: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (path, message) of every parameter that is unknown, missing or wrong.

    What holds an expression is known only when it runs, so it is taken as right.
    """
    unknown = [(name, f"is no parameter; there are {_named(schema)}") for name in params if name not in _names(schema)]
    try:
        schema.model_validate(exact(params))
    except ValidationError as refused:
        wrong = ((error["loc"], error["msg"]) for error in refused.errors())
        return unknown + [(_path(place), message) for place, message in wrong if not _is_open(params, place)]
    return unknown


def exact(value: Any) -> Any:
    """Return a value whose numbers are decimals, as bodies of requests have them."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    return [exact(each) for each in value] if isinstance(value, list | tuple) else value


def _names(schema: type[BaseModel]) -> set[str]:
    fields = schema.model_fields.items()
    return {str(each.alias or name) for name, each in fields} | {name for name, _ in fields}


def _named(schema: type[BaseModel]) -> str:
    return ", ".join(sorted(str(each.alias or name) for name, each in schema.model_fields.items())) or "none"


def _path(place: Iterable[int | str]) -> str:
    return ".".join(str(each) for each in place)


def _is_open(params: Any, place: tuple[int | str, ...]) -> bool:
    """Tell whether what stands at a place, or around it, holds an expression."""
    return any(isinstance(value, str) and BEGIN in value for value in _along(params, place))


def _along(value: Any, place: tuple[int | str, ...]) -> Iterator[Any]:
    yield value
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue  # a union's own step, or what is missing
        yield value
