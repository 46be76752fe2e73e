"""What every entry point over HTTP shares: the answer's headers, the log line, and how unknown errors are told."""

import time
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools import Logger

from tollgate import wiring
from tollgate.api.metrics import count_events
from tollgate.api.request import RestRequest
from tollgate.shared.scope import ActorType, WorkflowCause

Result = TypeVar("Result")

Event = dict[str, Any]
Answer = dict[str, Any]

LARGEST_BODY = 1_000_000
LARGEST_IMPORT = 5_000_000
UNEXPECTED = "UnexpectedError"
UNEXPECTED_MESSAGE = "The request failed for a reason of our own; send it again"
HEADERS = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}

logger = Logger(service="tollgate")


def answering(
    respond: Callable[[RestRequest, Any], Answer], refuse: Callable[[Exception, str], Answer]
) -> Callable[[Event, Any], Answer]:
    """Return the Lambda handler that answers with `respond`, or with `refuse` whatever it raises."""

    def handler(event: Event, context: Any) -> Answer:
        started = time.perf_counter()
        request = RestRequest(event)
        try:
            answer = respond(request, context)
        except Exception as error:  # the edge: whatever happened, the caller gets an answer in the contract's shape
            answer = refuse(error, request.id)
        own = {name.lower(): value for name, value in answer.get("headers", {}).items()}
        answer["headers"] = {**HEADERS, **own, "x-request-id": request.id}
        _log(request, answer["statusCode"], time.perf_counter() - started)
        return answer

    return handler


def committed(
    operation: Callable[[], Result],
    *,
    actor: ActorType,
    trace_id: str,
    actor_id: str | None = None,
    request_key: str | None = None,
    workflow: WorkflowCause | None = None,
) -> Result:
    """Run an operation, commit what it staged in one transaction, and count the events it caused."""
    event_names: list[str] = []

    def observed() -> Result:
        result = operation()
        event_names[:] = wiring.event_names_at_work()
        return result

    result = wiring.transact(
        observed, actor=actor, actor_id=actor_id, trace_id=trace_id, request_key=request_key, workflow=workflow
    )
    count_events(event_names)
    return result


def log_unexpected(error: BaseException, request_id: str) -> None:
    """Log an error that is not ours by its type and place; its text may hold what the caller sent."""
    stack = traceback.format_tb(error.__traceback__)[-8:]
    logger.error("unexpected error", requestId=request_id, error=type(error).__name__, stack=stack)


def _log(request: RestRequest, status: int, seconds: float) -> None:
    line: dict[str, Any] = {
        "requestId": request.id,
        "route": request.route,
        "status": status,
        "durationMs": round(seconds * 1000, 1),
    }
    logger.info("request", **{**line, **request.logged_scope, **request.logged})
