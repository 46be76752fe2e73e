"""The one REST entry point: authentication, limits, replay, the unit of work, errors, headers and the log line."""

import time
import traceback
from collections.abc import Callable
from typing import Any, cast

from aws_lambda_powertools import Logger

from tollgate import wiring
from tollgate.api.errors import domain_error_of, error_body, refusal
from tollgate.api.metrics import count_events
from tollgate.api.permissions import Permission, require
from tollgate.api.replay import answered_once
from tollgate.api.request import RestRequest
from tollgate.api.resolver import Resolver
from tollgate.shared.scope import ActorType, Caller, Scope

Event = dict[str, Any]
Answer = dict[str, Any]

LARGEST_BODY = 1_000_000
HEADERS = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}

logger = Logger(service="tollgate")


def rest_app() -> Resolver:
    """Return the resolver of one operation; errors pass through it to the entry point."""
    app = Resolver()
    app.exception_handler(Exception)(_raise)
    return app


def scope_of(app: Resolver) -> Scope:
    """Return the account and environment of the caller's key."""
    return caller_of(app).scope


def caller_of(app: Resolver) -> Caller:
    """Return who calls."""
    return cast(Caller, app.context["caller"])


def entrypoint(
    app: Resolver, *, needs: Permission | None, largest_body: int = LARGEST_BODY
) -> Callable[[Event, Any], Answer]:
    """Return the Lambda handler of an operation; `needs` is the permission it asks of the key, None for no key."""

    def handler(event: Event, context: Any) -> Answer:
        started = time.perf_counter()
        request = RestRequest(event)
        try:
            answer = _answer(app, request, context, needs, largest_body)
        except Exception as error:  # the edge: whatever happened, the caller gets an answer in the contract's shape
            answer = error_answer(error, request.id)
        answer["headers"] = {**HEADERS, **answer.get("headers", {}), "x-request-id": request.id}
        _log(request, answer["statusCode"], time.perf_counter() - started)
        return answer

    return handler


def _answer(app: Resolver, request: RestRequest, context: Any, needs: Permission | None, largest_body: int) -> Answer:
    caller = request.caller() if needs is not None else None
    if caller is not None and needs is not None:
        require(caller, needs)
    request.check_body(largest_body)

    def operation() -> Answer:
        answer = app.answer(request.event, context, caller=caller)
        event_names.extend(wiring.session().event_names)
        return answer

    event_names: list[str] = []
    actor = caller.actor if caller is not None else ActorType.SYSTEM
    if request.idempotency_key is not None and caller is not None:
        answer = wiring.transact(lambda: answered_once(request, caller, operation), actor=actor, trace_id=request.id)
    else:
        answer = wiring.transact(operation, actor=actor, trace_id=request.id)
    count_events(event_names)
    return answer


def error_answer(error: Exception, request_id: str) -> Answer:
    """Return the answer to an error; one that is not ours becomes a 500 without its text, which is logged by type."""
    known = domain_error_of(error)
    if known is not None:
        return refusal(known, request_id)
    stack = traceback.format_tb(error.__traceback__)[-8:]
    logger.error("unexpected error", requestId=request_id, error=type(error).__name__, stack=stack)
    body = error_body("UnexpectedError", "The request failed for a reason of our own; send it again", request_id)
    return {"statusCode": 500, "headers": {}, "body": body}


def _raise(error: Exception) -> Any:
    raise error


def _log(request: RestRequest, status: int, seconds: float) -> None:
    line: dict[str, Any] = {
        "requestId": request.id,
        "route": request.route,
        "status": status,
        "durationMs": round(seconds * 1000, 1),
    }
    logger.info("request", **{**line, **request.logged_scope})
