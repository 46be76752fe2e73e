"""The one table from kinds of error to statuses, and the one shape of an error body."""

import json
from collections.abc import Iterable
from typing import Any

from tollgate.api.powertools import NotFoundError, RequestUnsupportedContentType, RequestValidationError
from tollgate.shared.errors import (
    BadUserInput,
    Conflict,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    TooLarge,
    Unavailable,
)


class RouteNotFound(NotFound):
    """No operation has this path."""

    code = "RouteNotFound"


class MethodNotAllowed(DomainError):
    """The path has operations, but none of this method."""

    code = "MethodNotAllowed"

    @classmethod
    def of(cls, method: str, allowed: list[str]) -> "MethodNotAllowed":
        """Return the refusal that names the methods the path has."""
        return cls(f"This path takes {', '.join(allowed)}, not {method}", allowed=allowed)


STATUS_OF: dict[type[DomainError], int] = {
    InvalidInput: 400,
    NotAuthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    TooLarge: 413,
    Unavailable: 503,
}
"""The status of each kind of error. A kind stands here once; an error has the status of its nearest kind."""


def status_of(error: DomainError) -> int:
    """Return the status of an error: that of the nearest kind it is one of."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


REFUSALS = (DomainError, RequestValidationError, RequestUnsupportedContentType, NotFoundError)
"""The exceptions that are, or stand for, a domain error; any other is a fault of our own."""


def domain_error_of(error: Exception) -> DomainError | None:
    """Return the domain error an exception is or stands for, None where it is a fault of our own."""
    match error:
        case DomainError():
            return error
        case RequestValidationError() | RequestUnsupportedContentType():
            return bad_input(error.errors())
        case NotFoundError():
            return RouteNotFound("No operation has this path; see /openapi.json")
        case _:
            return None


def refusal(error: DomainError, request_id: str) -> dict[str, Any]:
    """Return the answer to a domain error."""
    body = error_body(error.code, error.message, request_id, error.details)
    return {"statusCode": status_of(error), "headers": headers_of(error), "body": body}


def error_body(code: str, message: str, request_id: str, details: dict[str, Any] | None = None) -> str:
    """Return an error body as JSON."""
    return json.dumps(
        {"error": {"code": code, "message": message, "requestId": request_id, **(details or {})}}, default=str
    )


def headers_of(error: DomainError) -> dict[str, str]:
    """Return the headers that go with an error: a client must not retry a conflict that a retry cannot cure."""
    if isinstance(error, Conflict):
        return {"x-should-retry": "true" if error.is_retryable else "false"}
    if isinstance(error, MethodNotAllowed):
        return {"allow": ", ".join(error.details["allowed"])}
    return {}


def bad_input(errors: Iterable[dict[str, Any]]) -> BadUserInput:
    """Return the refusal of a malformed or mistyped request, naming every field that is wrong by its path."""
    found = [_told(error) for error in errors]
    message = "; ".join(f"{field}: {text}" if field else text for field, text in found)
    return BadUserInput(message, **({"field": found[0][0]} if found and found[0][0] else {}))


def _told(error: dict[str, Any]) -> tuple[str, str]:
    """Return the field that is wrong, empty for the body as a whole, and what is wrong with it."""
    if error["type"] == "json_invalid":
        place, reason = error["loc"][1], error["ctx"]["error"]
        return "", "The body is not JSON" + (f" from character {place} on" if place else f": {reason}")
    # Which kind of thing it is stands in a field of its own: that one is missing or unknown.
    tag = (error["ctx"]["discriminator"].strip("'"),) if error["type"].startswith("union_tag_") else ()
    field = _path((*error["loc"], *tag))
    return field, error["msg"] if field else "Send a JSON object as the body"


def _path(location: Iterable[Any]) -> str:
    # The first element says body, query or path, and a query model stands under its parameter's name; names of
    # union members and of validators are not the caller's words either.
    steps = list(location)
    path = ""
    for step in steps[2:] if steps[:2] == ["query", "query"] else steps[1:]:
        if isinstance(step, int):
            path += f"[{step}]"
        elif str(step)[:1].islower() and "(" not in str(step) and "[" not in str(step)[:1]:
            path += f".{step}" if path else str(step)
    return path
