"""What AWS does to its callers now and then, done on purpose: each fault is a hook in the way of DynamoDB calls.

    with hooked(Conflicts(), LostAnswers(every=3)):
        ...

The emulator does none of it by itself: it never refuses a transaction that meets another on the same item, never
throttles, answers every read in full, and its answers always arrive. Faults strike by the number of the call, so a
single thread meets the same ones each time.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tools.bench.calls import Touched, touched_by
from tools.bench.hook import Call, Json, Response

WRITES = frozenset(("TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"))


class Crash(BaseException):
    """The process ends here: no handler of ours runs after it."""


class Every:
    """Says yes to every n-th question, whichever thread asks; the first yes is to the n-th."""

    def __init__(self, every: int) -> None:
        self._every, self._asked, self._lock = every, 0, threading.Lock()

    def __call__(self) -> bool:
        with self._lock:
            self._asked += 1
            return self._asked % self._every == 0


class Conflicts:
    """Refuses a write that shares an item with a transaction in flight, and a transaction that shares one with any.

    `refused` counts how often it did.
    """

    def __init__(self) -> None:
        self.refused = 0
        self._in_flight: dict[Touched, bool] = {}
        self._lock = threading.Lock()

    def before(self, call: Call) -> Response | None:
        """Refuse the call, or hold its items until it is answered."""
        items = touched_by(call)
        is_transaction = call.operation == "TransactWriteItems"
        with self._lock:
            met = {item for item in items if item in self._in_flight and (is_transaction or self._in_flight[item])}
            if met:
                self.refused += 1
                return _canceled(items, met, "TransactionConflict") if is_transaction else _refused(_CONFLICT)
            call.notes[self] = [item for item in items if item not in self._in_flight]
            self._in_flight.update(dict.fromkeys(call.notes[self], is_transaction))
        return None

    def after(self, call: Call, answer: Json | None) -> None:
        """Let go of the call's items."""
        with self._lock:
            for item in call.notes[self]:
                del self._in_flight[item]


class Refusals:
    """Refuses every n-th transaction with these reasons, in turn, as a busy table would; nothing is written.

    The first `spared` transactions pass.
    """

    def __init__(
        self, *, every: int, codes: tuple[str, ...] = ("TransactionConflict", "ThrottlingError"), spared: int = 0
    ) -> None:
        self.refused = 0
        self._strikes, self._codes, self._spared = Every(every), codes, spared

    def before(self, call: Call) -> Response | None:
        """Refuse the transaction if it is its turn."""
        if call.operation != "TransactWriteItems" or not self._strikes():
            return None
        if self._spared > 0:
            self._spared -= 1
            return None
        self.refused += 1
        items = touched_by(call)
        return _canceled(items, items[:1], self._codes[self.refused % len(self._codes)])

    def after(self, call: Call, answer: Json | None) -> None:
        """Leave the answer as it is."""


class Throttling:
    """Throttles every n-th single write and every n-th transaction as a whole; nothing is written."""

    def __init__(self, *, every: int) -> None:
        self._strikes = Every(every)

    def before(self, call: Call) -> Response | None:
        """Refuse the write if it is its turn."""
        return _refused("ThrottlingException") if call.operation in WRITES and self._strikes() else None

    def after(self, call: Call, answer: Json | None) -> None:
        """Leave the answer as it is."""


class LostAnswers:
    """Lets every n-th write happen and loses its answer; the service's request token is the caller's only help."""

    def __init__(self, *, every: int) -> None:
        self.lost = 0
        self._strikes = Every(every)

    def before(self, call: Call) -> None:
        """Let the call happen."""

    def after(self, call: Call, answer: Json | None) -> None:
        """Lose the answer if it is its turn."""
        if call.operation in WRITES and answer is not None and "Error" not in answer and self._strikes():
            self.lost += 1
            raise ReadTimeoutError(endpoint_url="https://dynamodb.invalid")


class PartialReads:
    """Answers half of a BatchGet, every third time none of it, and gives queries back in pages of two."""

    def __init__(self) -> None:
        self._nothing = Every(3)

    def before(self, call: Call) -> Response | None:
        """Take away a part of what is asked for."""
        if call.operation == "Query":
            call.request["Limit"] = min(2, call.request.get("Limit", 2))
        if call.operation != "BatchGetItem":
            return None
        [(table, asked)] = call.request["RequestItems"].items()
        if self._nothing():
            return Response(200, {"Responses": {table: []}, "UnprocessedKeys": {table: dict(asked)}})
        kept = (len(asked["Keys"]) + 1) // 2
        call.notes[self] = {**asked, "Keys": asked["Keys"][kept:]}
        asked["Keys"] = asked["Keys"][:kept]
        return None

    def after(self, call: Call, answer: Json | None) -> None:
        """Say what was left out."""
        left: Json | None = call.notes.get(self)
        if left is not None and left["Keys"] and answer is not None:
            [table] = call.request["RequestItems"]
            answer["UnprocessedKeys"] = {table: left}


@dataclass
class CrashAt:
    """Ends the process at the n-th call (from 1): before it is sent, or when it has happened but was not answered."""

    call: int
    is_before: bool
    operations: Collection[str] | None = None
    seen: int = field(default=0, init=False)

    def before(self, call: Call) -> None:
        """Crash before the call."""
        if self.operations is None or call.operation in self.operations:
            self.seen += 1
            call.notes[id(self)] = self.seen
            if self.is_before and self.seen == self.call:
                raise Crash

    def after(self, call: Call, answer: Json | None) -> None:
        """Crash after the call."""
        if not self.is_before and call.notes.get(id(self)) == self.call:
            raise Crash


_CONFLICT = "TransactionConflictException"


def _refused(code: str, **more: Any) -> Response:
    error = {"Code": code, "Message": f"{code}, made by a test"}
    return Response(400, {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}}, **more})


def _canceled(items: list[Touched], met: Collection[Touched], code: str) -> Response:
    reasons = [{"Code": code, "Message": "made by a test"} if item in met else {"Code": "None"} for item in items]
    return _refused("TransactionCanceledException", CancellationReasons=reasons)
