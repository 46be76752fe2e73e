"""The one REST entry point: authentication, limits, replay, the unit of work, errors, headers and the log line."""

from collections.abc import Callable
from typing import Any, cast

from tollgate.api.edge import (
    LARGEST_BODY,
    UNEXPECTED,
    UNEXPECTED_MESSAGE,
    Answer,
    Event,
    answering,
    committed,
    log_unexpected,
)
from tollgate.api.errors import domain_error_of, error_body, refusal
from tollgate.api.permissions import Permission, require
from tollgate.api.replay import answered_once
from tollgate.api.request import RestRequest
from tollgate.api.resolver import Resolver
from tollgate.api.wire import query_map
from tollgate.shared.scope import ActorType, Caller, Scope


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


def request_id_of(app: Resolver) -> str:
    """Return the id of the request, which its logs and its answer bear."""
    return RestRequest(app.current_event.raw_event).id


def idempotency_key_of(app: Resolver) -> str | None:
    """Return the request's Idempotency-Key, None where it has none."""
    return app.current_event.headers.get("idempotency-key") or None


def query_map_of(app: Resolver, name: str) -> dict[str, str]:
    """Return what the request's query parameters such as `dimensions[team]=a` say, by their keys."""
    return query_map(name, app.current_event.query_string_parameters or {})


def entrypoint(
    app: Resolver,
    *,
    needs: Permission | None,
    largest_body: int = LARGEST_BODY,
    reads: Callable[[str, str], str | None] | None = None,
    acts_at_once: bool = False,
) -> Callable[[Event, Any], Answer]:
    """Return the Lambda handler of an operation; `needs` is the permission it asks of the key, None for no key.

    `reads` translates bodies of other content types; `acts_at_once` says that the operation does not only stage its
    effect.
    """

    respond = responding(app, needs=needs, largest_body=largest_body, reads=reads, acts_at_once=acts_at_once)
    return answering(respond, error_answer)


def responding(
    app: Resolver,
    *,
    needs: Permission | None,
    largest_body: int = LARGEST_BODY,
    reads: Callable[[str, str], str | None] | None = None,
    acts_at_once: bool = False,
    is_replayed: bool = True,
) -> Callable[[RestRequest, Any], Answer]:
    """Return what answers a request of an operation, and raises what refuses it.

    `is_replayed` says that the first answer to an Idempotency-Key is given again.
    """

    def respond(request: RestRequest, context: Any) -> Answer:
        caller = request.caller() if needs is not None else None
        if caller is not None and needs is not None:
            require(caller, needs)
        request.check_body(largest_body)
        if reads is not None:
            request.translate(reads)
        if not is_replayed:
            return _committed(lambda: app.answer(request.event, context, caller=caller), request, caller)
        return _answer(app, request, context, caller, acts_at_once=acts_at_once)

    return respond


def _answer(app: Resolver, request: RestRequest, context: Any, caller: Caller | None, *, acts_at_once: bool) -> Answer:
    def operation() -> Answer:
        return app.answer(request.event, context, caller=caller)

    def once() -> Answer:
        if request.idempotency_key is None or caller is None:
            return operation()
        return answered_once(request, caller, operation, acts_at_once=acts_at_once)

    request_key = _key_of(request, caller) if caller is not None else None
    return _committed(once, request, caller, request_key=request_key)


def _committed(
    operation: Callable[[], Answer], request: RestRequest, caller: Caller | None, *, request_key: str | None = None
) -> Answer:
    actor, key_id = (caller.actor, caller.key_id) if caller is not None else (ActorType.SYSTEM, None)
    return committed(operation, actor=actor, actor_id=key_id, trace_id=request.id, request_key=request_key)


def _key_of(request: RestRequest, caller: Caller) -> str | None:
    """Return what names a request that may be sent again, None where it has no Idempotency-Key."""
    if request.idempotency_key is None:
        return None
    scope = caller.scope
    named = (scope.account_id, scope.environment_id, caller.key_id, request.method, request.path)
    return chr(0).join((*named, request.idempotency_key, request.body_digest))


def error_answer(error: Exception, request_id: str) -> Answer:
    """Return the answer to an error; one that is not ours becomes a 500 without its text, which is logged by type."""
    known = domain_error_of(error)
    if known is not None:
        return refusal(known, request_id)
    log_unexpected(error, request_id)
    body = error_body(UNEXPECTED, UNEXPECTED_MESSAGE, request_id)
    return {"statusCode": 500, "headers": {}, "body": body}


def _raise(error: Exception) -> Any:
    raise error
