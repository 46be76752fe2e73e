"""A hook in botocore and in the lean client: every DynamoDB call of this process passes it, whoever makes it.

Calls of SQS and EventBridge pass those hooks that ask for them.

Import this module before the first AWS client is made. `hooked` then puts a hook into every client's way.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import botocore
from botocore.session import Session

from tollgate.storage.lean_client import TableError
from tools.bench.lean_hook import pass_hooks

Json = dict[str, Any]


class Response(NamedTuple):
    """An answer given in the service's place: as botocore hands it on."""

    status_code: int
    parsed: Json


@dataclass
class Call:
    """One call on its way: the request as it goes over the wire, and room for what hooks note on it."""

    operation: str
    request: Json
    notes: dict[object, Any] = field(default_factory=dict)


class Hook(Protocol):
    """What stands in the way of calls. Either method may raise; `before` may answer in the service's place."""

    def before(self, call: Call) -> Response | None:
        """See a call before it is sent; it may change the request."""
        ...

    def after(self, call: Call, answer: Json | None) -> None:
        """See the answer, which it may change; None where none came. Follows every `before` that returned nothing."""
        ...


@dataclass(frozen=True)
class _Http:
    status_code: int


_ONLY_TABLES = ("dynamodb",)
TABLES_AND_QUEUES = ("dynamodb", "sqs")
EVERY_SERVICE = (*TABLES_AND_QUEUES, "events")

_hooks: list[tuple[Hook, Collection[str]]] = []
_unseen = threading.local()
_CALL = "tollgate-call"


@contextmanager
def hooked(*hooks: Hook, services: Collection[str] = _ONLY_TABLES) -> Iterator[None]:
    """Put hooks into the way of every call to the services, in this order; answers pass them in the reverse order."""
    placed = [(hook, services) for hook in hooks]
    _hooks.extend(placed)
    try:
        yield
    finally:
        for each in placed:
            _hooks.remove(each)


def is_hooked() -> bool:
    """Return whether any hook stands in the way of calls."""
    return bool(_hooks)


@contextmanager
def unhooked() -> Iterator[None]:
    """Make this thread's calls pass no hook."""
    earlier, _unseen.active = getattr(_unseen, "active", False), True
    try:
        yield
    finally:
        _unseen.active = earlier


def _before(params: Json, model: Any, context: Json, **_: Any) -> tuple[_Http, Json] | None:
    if not _hooks or getattr(_unseen, "active", False):
        return None
    service = model.service_model.service_name
    call = Call(model.name, json.loads(params["body"]))
    passed: list[Hook] = []
    context[_CALL] = (call, passed)
    for hook in [hook for hook, services in _hooks if service in services]:
        response = hook.before(call)
        if response is not None:
            return _Http(response.status_code), response.parsed
        passed.append(hook)
    params["body"] = json.dumps(call.request).encode()
    return None


def _after(context: Mapping[str, Any], parsed: Json | None = None, **_: Any) -> None:
    call, passed = context.get(_CALL, (None, ()))
    raised: BaseException | None = None
    for hook in reversed(passed):
        try:
            hook.after(call, parsed)
        except BaseException as error:  # the others still hear of the end of the call
            raised = error
    if raised is not None:
        raise raised


def _attach(session: Session) -> None:
    for service in EVERY_SERVICE:
        session.register(f"before-call.{service}", _before)
        session.register(f"after-call.{service}", _after)
        session.register(f"after-call-error.{service}", _after)


def _around(operation: str, request: Json, send: Callable[[str, Json], Json]) -> Json:
    if not _hooks or getattr(_unseen, "active", False):
        return send(operation, request)
    call, passed = Call(operation, json.loads(json.dumps(request))), list[Hook]()
    answer: Json | None = None
    try:
        for hook in [hook for hook, services in _hooks if "dynamodb" in services]:
            response = hook.before(call)
            if response is not None:
                answer = _given(response)
                return answer
            passed.append(hook)
        answer = send(operation, call.request)
    finally:
        _after({_CALL: (call, passed)}, answer)
    return answer


def _given(response: Response) -> Json:
    if response.status_code < 300:
        return response.parsed
    error = response.parsed["Error"]
    raise TableError(error["Code"], error["Message"])


pass_hooks(_around)
botocore.register_initializer(_attach)
