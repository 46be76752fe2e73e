"""The seam of actions: the names of calls, and what is wrong with parameters before any expression has a value."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.workflows.action import ActionCall, check_params
from tollgate.workflows.definition import Part


class Small(Value):
    """One kind of item."""

    kind: Literal["SMALL"]
    count: int


class Large(Value):
    """Another kind of item."""

    kind: Literal["LARGE"]
    size_in_metres: int


class Params(Value):
    """Parameters of several levels, whose unknown fields bodies of the API ignore."""

    customer_id: str
    count: int | None = None
    items: list[Annotated[Small | Large, Field(discriminator="kind")]] | None = None
    metadata: dict[str, str] = {}


class Strict(Part):
    """Parameters that know all their fields."""

    value: Any


def call(run_id: str, iteration: int = 1) -> ActionCall:
    def transact(operation: Callable[[], Any]) -> Any:
        return operation()

    scope = Scope(account_id="account", environment_id="environment")
    return ActionCall(scope, run_id, "workflow", "node", iteration, {}, 30, transact)


def test_a_call_is_named_by_run_node_and_iteration() -> None:
    assert call("workflow.run").idempotency_key == "workflow.run.node.1"


def test_the_name_of_a_call_fits_wherever_names_do() -> None:
    run_id = "w" * 255 + ".run"
    keys = {call(run_id).idempotency_key, call(run_id, 2).idempotency_key, call(run_id + "2").idempotency_key}
    assert {len(key) for key in keys} == {64}
    assert call(run_id).idempotency_key in keys
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"customerId": "acme"}, []),
        ({"customer_id": "acme"}, []),
        ({}, ["customerId"]),
        ({"customerId": "acme", "nmae": 1}, ["nmae"]),
        ({"customerId": "acme", "count": "many"}, ["count"]),
        ({"customerId": "acme", "count": "{{ trigger.count }}"}, []),
        ({"customerId": "acme", "metadata": {"anything": "{{ trigger.id }}"}}, []),
        ({"customerId": "acme", "items": "{{ trigger.items }}"}, []),
        ({"customerId": "acme", "items": ["{{ trigger.item }}"]}, []),
        ({"customerId": "acme", "items": [{"kind": "SMALL", "count": "{{ trigger.count }}"}]}, []),
        ({"customerId": "acme", "items": [{"kind": "{{ trigger.kind }}", "count": 1}]}, []),
        ({"customerId": "acme", "items": [{"kind": "HUGE", "count": 1}]}, ["items.0"]),
        ({"customerId": "acme", "items": [{"count": "{{ trigger.count }}"}]}, ["items.0"]),
        (
            {"customerId": "acme", "items": [{"kind": "SMALL", "cuont": "{{ trigger.count }}"}]},
            ["items.0.cuont", "items.0.SMALL.count"],
        ),
    ],
)
def test_what_is_wrong_whatever_expressions_say_is_named(params: dict[str, Any], wrong: list[str]) -> None:
    assert [path for path, _ in check_params(Params, params)] == wrong


def test_an_unknown_parameter_is_told_of_once_with_those_that_there_are() -> None:
    assert check_params(Strict, {"value": 1, "vlaue": 2}) == [("vlaue", "is no parameter; there are value")]
    [(_, message)] = check_params(Params, {"customerId": "acme", "items": [{"kind": "SMALL", "count": 1, "x": 1}]})
    assert message == "is no parameter; there are count, kind, sizeInMetres"
