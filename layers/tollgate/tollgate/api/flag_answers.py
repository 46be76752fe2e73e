"""Answers of the OpenFeature remote evaluation protocol, its refusals included."""

from collections.abc import Callable, Sequence
from typing import Any

from tollgate.api.edge import UNEXPECTED_MESSAGE, Answer, Event, answering, log_unexpected
from tollgate.api.edge_documents import HELD, REVALIDATED, EdgeDocument, unless_held
from tollgate.api.errors import domain_error_of, headers_of, status_of
from tollgate.api.flags import FlagsView, FlagView, InvalidContext, TargetingKeyMissing
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Response
from tollgate.api.request import RestRequest
from tollgate.api.resolver import Resolver
from tollgate.api.rest import error_answer, responding
from tollgate.catalog.errors import FeatureNotFound
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError, InvalidInput


class FlagRefusal(Value):
    """Why a flag has no value: `evaluationFailure`, `flagNotFound`; without key, why no flag has."""

    key: str | None = None
    error_code: str
    error_details: str


def _described(view: type[Value]) -> dict[int, Any]:
    refused = {"content": {"application/json": {"model": FlagRefusal}}}
    return {
        200: {"description": "OK", "content": {"application/json": {"model": view}}},
        400: {"description": "PARSE_ERROR, TARGETING_KEY_MISSING or INVALID_CONTEXT", **refused},
        401: {"description": "The key is unknown or has ended", **refused},
        403: {"description": "The key does not reach entitlements", **refused},
    }


DESCRIBED_FLAG = {
    **_described(FlagView),
    404: {"description": "FLAG_NOT_FOUND", "content": {"application/json": {"model": FlagRefusal}}},
}
DESCRIBED_FLAGS = {**_described(FlagsView), 304: HELD}


def answer_flag(flag: FlagView) -> Response[str]:
    """Return the answer that tells of one flag."""
    return Response(status_code=200, content_type="application/json", body=flag.text())


def answer_flags(app: Resolver, flags: Sequence[FlagView]) -> Response[str]:
    """Return the answer that tells of all flags, or 304 where the caller holds it."""
    text = f'{{"flags":[{",".join(flag.text() for flag in flags)}]}}'
    return unless_held(app, EdgeDocument.of_text(text), cache_control=REVALIDATED)


def flag_entrypoint(app: Resolver) -> Callable[[Event, Any], Answer]:
    """Return the Lambda handler of an evaluation: as any other, but refusals are in the words of the protocol."""
    # A verdict is of now: whatever key goes with the request, none is given again.
    respond = responding(app, needs=Permission.ENTITLEMENT_READ, is_replayed=False)

    def told(request: RestRequest, context: Any) -> Answer:
        try:
            return respond(request, context)
        except Exception as error:  # the edge: whatever happened, the client gets an answer of the protocol
            return _refused(error, request)

    return answering(told, error_answer)


def _refused(error: Exception, request: RestRequest) -> Answer:
    known = domain_error_of(error)
    key = request.path_parameter("key")
    if known is None:
        log_unexpected(error, request.id)
        return _answer(500, {}, FlagRefusal(key=key, error_code="GENERAL", error_details=UNEXPECTED_MESSAGE))
    told = FlagRefusal(key=key, error_code=_code(known), error_details=known.message)
    return _answer(status_of(known), headers_of(known), told)


def _code(error: DomainError) -> str:
    match error:
        case FeatureNotFound():
            return "FLAG_NOT_FOUND"
        case TargetingKeyMissing():
            return "TARGETING_KEY_MISSING"
        case InvalidContext():
            return "INVALID_CONTEXT"
        case InvalidInput():
            return "PARSE_ERROR"
        case _:
            return "GENERAL"


def _answer(status: int, headers: dict[str, str], told: FlagRefusal) -> Answer:
    return {"statusCode": status, "headers": headers, "body": told.model_dump_json(by_alias=True, exclude_none=True)}
