"""The CPU of counting raw events: handler in, transactions out, with the tables' answers made up in process."""

import gc
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tollgate import wiring
from tollgate.shared.entity import wire_instant
from tools.bench.hook import Call, Json, Response, hooked
from tools.bench.lines import Line
from tools.bench.world import CALLER, Api, count_from_events, sell, subscribe
from tools.gateway import LambdaContext, load_handler

PLAN, CUSTOMER, COUNTERS = "plan-cpu", "customer-cpu", 100
SMALL, LARGE, ROUNDS = 1_000, 10_000, 5
MICROSECONDS = 120


class Tables:
    """Answers reads as they were answered first, and takes every transaction. A hook."""

    def __init__(self) -> None:
        self._kept: dict[str, Json] = {}

    def before(self, call: Call) -> Response | None:
        """Answer what is known, or nothing else is to be told of."""
        if call.operation == "TransactWriteItems":
            return Response(200, {})
        kept = self._kept.get(_name_of(call))
        return Response(200, kept) if kept is not None else None

    def after(self, call: Call, answer: Json | None) -> None:
        """Keep what was answered."""
        if answer is not None:
            self._kept[_name_of(call)] = answer


def _name_of(call: Call) -> str:
    # The keys of a batch come in any order, and there is one batch only.
    return call.operation if call.operation == "BatchGetItem" else f"{call.operation} {json.dumps(call.request)}"


def lines(api: Api) -> Iterator[Line]:
    """Yield what an event takes in a batch, and whether that grows with the batch."""
    sell(api, PLAN, COUNTERS)
    count_from_events(api, PLAN, COUNTERS)
    subscribe(api, CUSTOMER, PLAN)
    _seconds(COUNTERS, "first")
    with hooked(Tables()), _small_heap():
        small, large = (_microseconds(each) for each in (SMALL, LARGE))
    what = f"ingest, {SMALL:,} events of {COUNTERS} counters"
    yield Line.at_most(what, MICROSECONDS, small, unit=" µs an event")
    yield Line.at_most(f"ingest, an event of {LARGE:,} ÷ of {SMALL:,}", 1.3, large / small)


@contextmanager
def _small_heap() -> Iterator[None]:
    """Keep what the benchmark itself has made, the tables above all, out of the way of the garbage collector."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _microseconds(events: int) -> float:
    _seconds(events, "warm")
    return median(_seconds(events, f"{round}") for round in range(ROUNDS)) / events * 1_000_000


def _seconds(events: int, name: str) -> float:
    """Return the CPU time in which a batch of one message is counted."""
    function = "IngestUsageFunction"
    handler, batch = load_handler(function), {"Records": [_record(events, name)]}
    before = time.process_time()
    answer = handler(batch, LambdaContext(function))
    seconds = time.process_time() - before
    if answer["batchItemFailures"]:
        raise ValueError("The message failed")
    return seconds


def _record(events: int, name: str) -> Json:
    fields = {"customerId": CUSTOMER, "dimensions": {"region": "eu-central-1", "status": 200}}
    sent = [
        {**fields, "eventName": f"{PLAN}-feature-{each % COUNTERS}", "idempotencyKey": f"{name}-{each}"}
        for each in range(events)
    ]
    owner = {"accountId": CALLER["accountId"], "environmentId": CALLER["environmentId"]}
    body = json.dumps({**owner, "receivedAt": wire_instant(wiring.clock().now()), "events": sent})
    attributes = {"MessageGroupId": "1", "SentTimestamp": "1767225600000"}
    return {"messageId": "message", "body": body, "attributes": attributes, "eventSource": "aws:sqs"}
