"""The seam between the engine and what nodes do: an action, and what it is called with."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, Protocol, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tollgate.shared.scope import Scope
from tollgate.workflows.expressions import BEGIN

Result = TypeVar("Result")

_LONGEST_KEY = 200
"""Characters of a key: with what is put behind it for each part of a call, others take it (255 at most)."""
_NOT_GIVEN = frozenset(("missing", "union_tag_not_found"))
"""Errors about what is not there, which no expression beside it could bring."""


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
        key = f"{self.run_id}.{self.node_id}.{self.iteration}"
        return key if len(key) <= _LONGEST_KEY else sha256(key.encode()).hexdigest()


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
    """Return (path, message) of every parameter that is unknown, missing or wrong, at any depth.

    What holds an expression is known only when it runs, so it is taken as right.
    """
    unknown = list(_unknown([schema], params, ()))
    try:
        schema.model_validate(exact(params))
    except ValidationError as refused:
        wrong = [error for error in refused.errors() if error["type"] != "extra_forbidden"]
        return unknown + [(_path(error["loc"]), error["msg"]) for error in wrong if not _is_open(params, error)]
    return unknown


def exact(value: Any) -> Any:
    """Return a value whose numbers are decimals, as bodies of requests have them."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    return [exact(each) for each in value] if isinstance(value, list | tuple) else value


def _unknown(schemas: Sequence[type[BaseModel]], value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what none of these models, of which a value is one, or a list of some, has a field for."""
    if isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _unknown(schemas, each, (*place, index))
    if not schemas or not isinstance(value, Mapping):
        return
    for name, each in value.items():
        annotations = [annotation for schema in schemas for annotation in _annotations(schema, name)]
        if annotations:
            models = [model for annotation in annotations for model in _models_in(annotation)]
            yield from _unknown(models, each, (*place, name))
        else:
            yield _path((*place, name)), f"is no parameter; there are {_named(schemas)}"


def _annotations(schema: type[BaseModel], name: str) -> list[Any]:
    fields = schema.model_fields.items()
    return [field.annotation for own, field in fields if name in (own, field.alias)]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not dict:  # whose names are the author's
        for part in get_args(annotation):
            yield from _models_in(part)


def _named(schemas: Sequence[type[BaseModel]]) -> str:
    fields = (field for schema in schemas for field in schema.model_fields.items())
    return ", ".join(sorted({str(field.alias or name) for name, field in fields})) or "none"


def _path(place: Iterable[int | str]) -> str:
    return ".".join(str(each) for each in place)


def _is_open(params: Any, error: ErrorDetails) -> bool:
    """Tell whether what is wrong may still come right: an expression stands there, around it, or somewhere in it."""
    values = list(_along(params, error["loc"]))
    if any(isinstance(value, str) and BEGIN in value for value in values):
        return True
    return error["loc"] != () and error["type"] not in _NOT_GIVEN and _holds_expression(values[-1])


def _holds_expression(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_expression(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_expression(each) for each in value)
    return isinstance(value, str) and BEGIN in value


def _along(value: Any, place: tuple[int | str, ...]) -> Iterator[Any]:
    yield value
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue  # a union's own step, or what is missing
        yield value
