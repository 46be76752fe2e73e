"""How GraphQL tells errors: status 200, the code and its payload in `extensions`."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from tollgate.api.edge import UNEXPECTED, UNEXPECTED_MESSAGE, log_unexpected
from tollgate.api.errors import domain_error_of
from tollgate.graphql.documents import InvalidDocument
from tollgate.shared.errors import BadUserInput, InvalidInput

FormattedError = dict[str, Any]


def formatted(error: Exception, request_id: str) -> list[FormattedError]:
    """Return the errors of a request that was not executed."""
    if isinstance(error, InvalidDocument):
        return formatted_all(error.errors, request_id)
    return [_told(error, request_id)]


def formatted_all(errors: Sequence[GraphQLError], request_id: str) -> list[FormattedError]:
    """Return errors with the place in the document and the field each belongs to."""
    return [_located(error, request_id) for error in errors]


def _located(error: GraphQLError, request_id: str) -> FormattedError:
    cause = error.original_error
    if cause is None or (isinstance(cause, GraphQLError) and (cause.nodes or not error.path)):
        # The language's own errors: grammar, schema, variables, arguments. One that has a path and names no node of
        # the document is about a value we return.
        cause = BadUserInput(error.message)
    return {**error.formatted, **_told(cause, request_id)}


def _told(error: Exception, request_id: str) -> FormattedError:
    known = domain_error_of(error)
    if known is None:
        log_unexpected(error, request_id)
        return {"message": UNEXPECTED_MESSAGE, "extensions": _extensions(UNEXPECTED, False, request_id)}
    is_validation_error = isinstance(known, InvalidInput)
    return {
        "message": known.message,
        "extensions": {**known.details, **_extensions(known.code, is_validation_error, request_id)},
    }


def _extensions(code: str, is_validation_error: bool, request_id: str) -> dict[str, Any]:
    return {"code": code, "isValidationError": is_validation_error, "requestId": request_id}
