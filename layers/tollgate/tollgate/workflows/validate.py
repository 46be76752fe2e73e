"""Whether a definition can run: every problem is named with its place."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tollgate.event_catalogue.published import type_named
from tollgate.workflows.action import Actions, check_params
from tollgate.workflows.definition import Definition, Node, OnError, Trigger
from tollgate.workflows.errors import ExpressionFailed, InvalidDefinition
from tollgate.workflows.expressions import check, expressions_in
from tollgate.workflows.flow_params import FLOW, EventWait, MergeMode, outputs_of
from tollgate.workflows.graph import MERGE, cycle_without_wait, entries, reached_from
from tollgate.workflows.validate_trigger import Problem, problems_of_trigger

MOST_NODES, MOST_TRIGGERS, MOST_EDGES = 100, 20, 400
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_CONDITIONS = {"if", "filter"}


def validated(definition: Definition, actions: Actions) -> Definition:
    """Return the definition with its types of events in their published spelling; raises `InvalidDefinition`."""
    problems = list(problems_of(definition, actions))
    if problems:
        raise InvalidDefinition.of(problems)
    triggers = tuple(_spelt(each) for each in definition.triggers)
    return definition.but(triggers=triggers, nodes=tuple(_waiting_for_spelt(each) for each in definition.nodes))


def problems_of(definition: Definition, actions: Actions) -> Iterator[Problem]:
    """Yield everything that is wrong with a definition, each with its place."""
    if not 1 <= len(definition.triggers) <= MOST_TRIGGERS:
        yield "triggers", f"there are 1-{MOST_TRIGGERS} triggers"
    if not 1 <= len(definition.nodes) <= MOST_NODES:
        yield "nodes", f"there are 1-{MOST_NODES} nodes"
    if len(definition.edges) > MOST_EDGES:
        yield "edges", f"there are at most {MOST_EDGES} edges"
    yield from _problems_of_names(definition)
    for index, trigger in enumerate(definition.triggers):
        yield from problems_of_trigger(trigger, f"triggers.{index}")
    for index, node in enumerate(definition.nodes):
        yield from _problems_of_node(node, f"nodes.{index}", actions)
    yield from _problems_of_edges(definition)
    cycle = cycle_without_wait(definition)
    if cycle:
        yield "edges", f"{' → '.join((*cycle, cycle[0]))} is a cycle in which no node waits"
    for index, node in enumerate(definition.nodes):
        is_any = node.type == MERGE and node.params.get("mode") == MergeMode.ANY
        if is_any and node.id in reached_from(definition, node.id):
            yield f"nodes.{index}.params.mode", "ANY drops what comes later, so it cannot stand on a cycle; take ALL"


def _problems_of_names(definition: Definition) -> Iterator[Problem]:
    places = [(each.id, f"triggers.{index}.id") for index, each in enumerate(definition.triggers)]
    places += [(each.id, f"nodes.{index}.id") for index, each in enumerate(definition.nodes)]
    counted = Counter(name for name, _ in places)
    for name, path in places:
        if not _NAME.fullmatch(name):
            yield (
                path,
                "is 1-64 letters, digits and underscores, the first not a digit, so that expressions can name it",
            )
        elif counted[name] > 1:
            yield path, f"{name} is there already; triggers and nodes each have an id of their own"


def _problems_of_node(node: Node, path: str, actions: Actions) -> Iterator[Problem]:
    flow, action = FLOW.get(node.type), actions.find(node.type)
    if flow is None and action is None:
        yield f"{path}.type", f"{node.type} is no kind of node; there are {', '.join([*FLOW, *actions.names()])}"
        return
    schema = flow or action.params_schema  # type: ignore[union-attr]
    for place, message in check_params(schema, node.params):
        yield f"{path}.params.{place}".rstrip("."), message
    yield from _problems_of_expressions(node.params, f"{path}.params")
    yield from _problems_of_conditions(node, path)


def _problems_of_expressions(value: Any, path: str) -> Iterator[Problem]:
    if isinstance(value, str):
        try:
            for expression in expressions_in(value):
                check(expression)
        except ExpressionFailed as error:
            yield path, error.message
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _problems_of_expressions(each, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _problems_of_expressions(each, f"{path}.{index}")


def _problems_of_conditions(node: Node, path: str) -> Iterator[Problem]:
    conditions: list[tuple[str, Any]] = []
    if node.type in _CONDITIONS:
        conditions = [("condition", node.params.get("condition"))]
    elif node.type == "switch" and isinstance(node.params.get("cases"), list | tuple):
        cases = [each for each in node.params["cases"] if isinstance(each, dict)]
        conditions = [(f"cases.{index}.condition", each.get("condition")) for index, each in enumerate(cases)]
        for output, times in Counter(each.get("output") for each in cases).items():
            if times > 1 or output in {"default", "error"}:
                yield f"{path}.params.cases", f"{output} is the output of one case only, and not default or error"
    elif node.type == "wait" and isinstance(node.params.get("forEvent"), dict):
        waits = node.params["forEvent"]
        conditions = [("forEvent.condition", waits.get("condition"))]
        for index, name in enumerate(waits.get("eventTypes", ())):
            if type_named(str(name)) is None:
                yield f"{path}.params.forEvent.eventTypes.{index}", f"{name} is not a type of event that others hear of"
    for place, condition in conditions:
        if isinstance(condition, str):
            try:
                check(condition)
            except ExpressionFailed as error:
                yield f"{path}.params.{place}", error.message


def _problems_of_edges(definition: Definition) -> Iterator[Problem]:
    nodes = {each.id: each for each in definition.nodes}
    triggers = {each.id for each in definition.triggers}
    for index, edge in enumerate(definition.edges):
        path = f"edges.{index}"
        if edge.to not in nodes:
            yield f"{path}.to", f"there is no node {edge.to}"
        if edge.source not in nodes | dict.fromkeys(triggers):
            yield f"{path}.from", f"there is no node and no trigger {edge.source}"
        elif edge.source in triggers:
            if edge.output != "main":
                yield f"{path}.output", "a trigger has one output, main"
        else:
            outputs = _outputs(nodes[edge.source])
            if edge.output not in outputs:
                yield f"{path}.output", f"{edge.source} has the outputs {', '.join(sorted(outputs)) or 'none'}"
    begun = {node for trigger in triggers for node in entries(definition, trigger)}
    reached = begun | {after for node in begun for after in reached_from(definition, node)}
    for index, node in enumerate(definition.nodes):
        if node.id not in reached:
            yield f"nodes.{index}", f"nothing leads to {node.id}"


def _outputs(node: Node) -> set[str]:
    return outputs_of(node.type, node.params) | ({"error"} if node.on_error is OnError.ERROR_OUTPUT else set())


def _spelt(trigger: Trigger) -> Trigger:
    named = tuple(dict.fromkeys(type_named(each) or each for each in trigger.event_types))
    return trigger.but(event_types=named) if trigger.event_types else trigger


def _waiting_for_spelt(node: Node) -> Node:
    waits = node.params.get("forEvent") if node.type == "wait" else None
    if waits is None:
        return node
    asked = EventWait.model_validate(waits)
    named = list(dict.fromkeys(type_named(each) or each for each in asked.event_types))
    return node.but(params={**node.params, "forEvent": {**waits, "eventTypes": named}})
