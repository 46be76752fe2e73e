"""Raw events in great number: through the API and the queue to their counters, on the emulator."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Any

import boto3

from tools.bench.lines import Line
from tools.bench.world import Api, count_from_events, environment, sell, subscribe
from tools.emulator import started
from tools.gateway import LambdaContext, load_handler
from tools.queues import settle
from tools.stack import Stack

PLAN, FEATURES = "plan-events", 5
SIZES, COUNTERS = (10_000, 100_000), 2_000
_AT_ONCE, _WORKERS, _PER_BATCH = 1_000, 4, 10
_REPEATED = 20
"""Of so many events one is sent twice."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """What became of some events: how long sending and counting took, and what the counters say in the end."""

    events: int
    counters: int
    sending: float
    counting: float
    totals: Mapping[tuple[str, str], float]

    @property
    def is_exact(self) -> bool:
        """Tell whether every counter has what was sent for it: nothing was lost, and nothing doubled."""
        expected = dict.fromkeys(self.totals, 0)
        for number in range(self.events):
            expected[_place(number, self.counters)] += 1
        return self.totals == expected


def lines(sizes: Sequence[int] = SIZES, counters: int = COUNTERS) -> list[Line]:
    """Return how long it takes to count so many events, and how that grows."""
    found = [count_many(each, counters) for each in sizes]
    told = [_line(each) for each in found]
    smallest, largest = found[0], found[-1]
    growth = (largest.counting / largest.events) / (smallest.counting / smallest.events)
    return [*told, Line.at_most(f"time per event, {largest.events} to {smallest.events}", 1.3, growth, unit=" ×")]


def count_many(events: int, counters: int) -> Counted:
    """Send events for so many counters, one of twenty of them twice, count them, and read every counter."""
    with started() as emulator, environment(emulator.environment):
        stack = Stack(Stage="bench")
        stack.create()
        os.environ.update(stack.variables)
        api = Api()
        customers = _given_customers(api, counters)
        begun = time.perf_counter()
        with ThreadPoolExecutor(_WORKERS) as workers:
            is_sent = Event()
            counting = [workers.submit(_consume, is_sent) for _ in range(_WORKERS)]
            for batch in _batches(events, counters):
                api.post("/api/v1/events", {"events": batch})
            sent = time.perf_counter()
            is_sent.set()
            for each in counting:
                each.result()
        done = time.perf_counter()
        return Counted(events, counters, sent - begun, done - begun, _totals(api, customers))


def _line(found: Counted) -> Line:
    rate = found.events / found.counting
    what = f"count {found.events} events of {found.counters} counters, {_WORKERS} consumers"
    return Line(what, "nothing lost, nothing doubled", f"{found.counting:.0f} s, {rate:.0f} per second", found.is_exact)


def _given_customers(api: Api, counters: int) -> list[str]:
    sell(api, PLAN, FEATURES)
    count_from_events(api, PLAN, FEATURES)
    customers = sorted({_place(number, counters)[0] for number in range(counters)})
    for name in customers:
        subscribe(api, name, PLAN)
    return customers


def _place(number: int, counters: int) -> tuple[str, str]:
    """Return the customer and the feature that an event is counted for."""
    counter = number % counters
    return f"customer-{counter // FEATURES:05d}", f"{PLAN}-feature-{counter % FEATURES}"


def _batches(events: int, counters: int) -> Iterator[list[Json]]:
    numbers = [number for place in range(events) for number in ([place, place] if place % _REPEATED == 0 else [place])]
    for start in range(0, len(numbers), _AT_ONCE):
        yield [_event(number, counters) for number in numbers[start : start + _AT_ONCE]]


def _event(number: int, counters: int) -> Json:
    customer, feature = _place(number, counters)
    dimensions = {"region": "eu-central-1", "status": 200}
    return {"customerId": customer, "eventName": feature, "idempotencyKey": f"{number}", "dimensions": dimensions}


def _consume(is_sent: Event) -> None:
    """Count what the queue brings until all is sent and nothing more comes."""
    client, url = boto3.client("sqs"), os.environ["USAGE_QUEUE_URL"]
    while True:
        is_last = is_sent.is_set()
        answer = client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=_PER_BATCH, WaitTimeSeconds=1, MessageSystemAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        if not messages and is_last:
            return
        if messages:
            _deliver(client, url, messages)


def _deliver(client: Any, url: str, messages: Sequence[Any]) -> None:
    records = [
        {"messageId": each["MessageId"], "body": each["Body"], "attributes": each["Attributes"]} for each in messages
    ]
    function = "IngestUsageFunction"
    answer = load_handler(function)({"Records": records}, LambdaContext(function))
    failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
    settle(client, url, messages, failed, retry_after=0)


def _totals(api: Api, customers: Sequence[str]) -> dict[tuple[str, str], float]:
    totals = {}
    for name in customers:
        for each in api.get(f"/api/v1/customers/{name}/entitlements")["data"]["entitlements"]:
            totals[name, each["feature"]["id"]] = each["currentUsage"]
    return totals
