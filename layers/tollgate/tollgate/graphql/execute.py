"""The one GraphQL entry point: reads the request, prepares its document, executes it, and shapes the answer."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import orjson
from graphql import ExecutionResult, execute
from graphql.language import ast

from tollgate import wiring
from tollgate.api.edge import LARGEST_BODY, Answer, Event, answering
from tollgate.api.request import RestRequest, parse_json
from tollgate.graphql.context import Context
from tollgate.graphql.documents import Documents
from tollgate.graphql.errors import formatted, formatted_all
from tollgate.graphql.limits import check_operation_count, check_operation_name
from tollgate.graphql.schema import resolve_field, resolve_type, served_schema
from tollgate.shared.errors import BadUserInput


class Operation(NamedTuple):
    """What a request asks: a document, the values of its variables, and the name of the operation meant."""

    document: str
    variables: dict[str, Any] | None
    name: str | None


def entrypoint() -> Callable[[Event, Any], Answer]:
    """Return the Lambda handler of `POST /graphql`, its schema ready: a function starts faster than it answers."""
    served_schema()
    return answering(_respond, lambda error, request_id: _answer({"errors": formatted(error, request_id)}))


def _respond(request: RestRequest, _: Any) -> Answer:
    caller = request.caller()
    request.check_body(LARGEST_BODY)
    operation = _operation_in(request)
    document = _documents().prepared(operation.document)
    request.logged["operations"] = _root_fields_of(document)
    context = Context(request_id=request.id, caller=caller, environment_names=request.environment_names)
    with wiring.working(actor=caller.actor, trace_id=request.id):
        result = _execute(document, operation, context)
    body: dict[str, Any] = {"data": result.data} if result.data is not None or _has_begun(result) else {}
    if result.errors:
        body["errors"] = formatted_all(result.errors, request.id)
        request.logged["errors"] = [error["extensions"]["code"] for error in body["errors"]]
    return _answer(body)


def _operation_in(request: RestRequest) -> Operation:
    try:
        sent = parse_json(request.body.decode())
    except ValueError as malformed:
        raise BadUserInput(f"The body must be JSON: {malformed}") from malformed
    if isinstance(sent, list):
        check_operation_count(len(sent), _documents().limits)
    if not isinstance(sent, dict):
        raise BadUserInput("The body must be a JSON object with query, variables and operationName")
    document, variables, name = sent.get("query"), sent.get("variables"), sent.get("operationName")
    if not isinstance(document, str):
        raise BadUserInput("query must be a GraphQL document", field="query")
    if not isinstance(variables, dict | None):
        raise BadUserInput("variables must be an object", field="variables")
    if not isinstance(name, str | None):
        raise BadUserInput("operationName must be a text", field="operationName")
    check_operation_name(name, _documents().limits)
    return Operation(document, variables, name)


@cache
def _documents() -> Documents:
    return Documents(served_schema(), wiring.graphql_limits())


def _execute(document: ast.DocumentNode, operation: Operation, context: Context) -> ExecutionResult:
    try:
        result = execute(
            served_schema(),
            document,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.name or None,
            field_resolver=resolve_field,
            type_resolver=resolve_type,
        )
    except RecursionError as too_deep:
        raise BadUserInput("variables are nested too deeply", field="variables") from too_deep
    assert isinstance(result, ExecutionResult)
    return result


def _has_begun(result: ExecutionResult) -> bool:
    """Tell whether execution began: then there is data, if only null; else the request itself was refused."""
    return any(error.path for error in result.errors or ())


def _root_fields_of(document: ast.DocumentNode) -> list[str]:
    operation = next((each for each in document.definitions if isinstance(each, ast.OperationDefinitionNode)), None)
    selections = operation.selection_set.selections if operation is not None else ()
    return [each.name.value for each in selections if isinstance(each, ast.FieldNode)]


def _answer(body: dict[str, Any]) -> Answer:
    return {"statusCode": 200, "body": orjson.dumps(body).decode()}
