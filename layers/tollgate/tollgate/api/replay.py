"""`Idempotency-Key`: the first answer is kept with its effect and replayed for 24 hours."""

from collections.abc import Callable
from typing import Any

from tollgate import wiring
from tollgate.api.errors import REFUSALS, domain_error_of, refusal
from tollgate.api.request import RestRequest
from tollgate.shared.errors import ConcurrentChange, DuplicatedEntity, Unavailable
from tollgate.shared.idempotency import KeptAnswer
from tollgate.shared.scope import Caller

Answer = dict[str, Any]


def answered_once(
    request: RestRequest, caller: Caller, operation: Callable[[], Answer], *, acts_at_once: bool
) -> Answer:
    """Return the kept answer to a request with this key, or the operation's, staged beside its effect.

    An operation that only stages its effect is run before the kept answer is looked at, which then was read along
    with what it read itself; where there is one, what it staged is forgotten. One that acts at once waits for the
    look. Of parallel requests with one key one commits; the others lose the race, come here again and find its
    answer. Refusals are kept too, except those that a retry may cure. Raises `DuplicatedEntity` where the key came
    with another body before.
    """
    key, now = request.idempotency_key or "", wiring.clock().now()
    place, answers = (caller, request.method, request.path, key), wiring.answers()
    if acts_at_once and (kept := answers.find(*place, now=now)) is not None:
        return _replayed(kept, request, key)
    if not acts_at_once:
        answers.expect(*place)
    answer = _answer_or_refusal(request, operation)
    if not acts_at_once and (kept := answers.find(*place, now=now)) is not None:
        wiring.session().discard()
        return _replayed(kept, request, key)
    first = KeptAnswer(body_digest=request.body_digest, status=answer["statusCode"], answer=answer["body"])
    answers.keep(*place, first, now=now)
    return answer


def _replayed(kept: KeptAnswer, request: RestRequest, key: str) -> Answer:
    if kept.body_digest != request.body_digest:
        raise DuplicatedEntity(
            "This Idempotency-Key came with another body before; use a new key for a new request",
            entityName="idempotencyKey",
            identifier=key,
        )
    headers = {"x-idempotent-replay": "true"}
    if kept.status == 409:
        headers["x-should-retry"] = "false"
    return {"statusCode": kept.status, "headers": headers, "body": kept.answer}


def _answer_or_refusal(request: RestRequest, operation: Callable[[], Answer]) -> Answer:
    try:
        return operation()
    except REFUSALS as error:
        known = domain_error_of(error)
        if known is None or isinstance(known, ConcurrentChange | Unavailable):
            raise
        wiring.tell_of(known)
        return refusal(known, request.id)
