"""A month start: many subscriptions fall due at once, and are renewed with their invoices, on the emulator."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import boto3

from tollgate import wiring
from tools.bench import billing
from tools.bench.lines import Line
from tools.bench.world import CALLER, Api, environment, sell
from tools.emulator import started
from tools.stack import Stack

MANY, _WORKERS, _PER_MESSAGE_BATCH, _PER_WRITE = 10_000, 4, 10, 25
_MODEL = billing.customer_of("many", 0)

Item = dict[str, Any]


def lines(count: int = MANY) -> list[Line]:
    """Return how long it takes until nothing is due any more: told, as it says more of the emulator than of AWS."""
    with started() as emulator, environment(emulator.environment):
        stack = Stack(Stage="bench")
        stack.create()
        os.environ.update(stack.variables)
        customers = _given_many(Api(), count)
        started_at = time.perf_counter()
        _renew(customers)
        seconds = time.perf_counter() - started_at
    return [Line(f"renew {count} subscriptions that are due, {_WORKERS} workers", "told", _told(count, seconds))]


def _told(count: int, seconds: float) -> str:
    return f"{seconds:.0f} s, {count / seconds:.0f} per second"


def _given_many(api: Api, count: int) -> list[str]:
    sell(api, "plan-bench", 1)
    billing.sell_seats(api)
    billing.bought(api, "many", 0)
    copies = [f"copy-{number:05d}" for number in range(1, count)]
    for variable, models in _models().items():
        puts = _copied(models, copies)
        while batch := list(islice(puts, _PER_WRITE)):
            boto3.client("dynamodb").batch_write_item(RequestItems={os.environ[variable]: batch})
    return [_MODEL, *copies]


def _models() -> dict[str, list[Item]]:
    """Return the rows that are copied: all of the customer's, and its access item."""
    partition = f"E#{CALLER['accountId']}/{CALLER['environmentId']}#C#{_MODEL}"
    partitions = {"DOCUMENTS_TABLE": partition, "LIVE_TABLE": f"{partition}#R#"}
    return {variable: _rows(os.environ[variable], key) for variable, key in partitions.items()}


def _rows(table: str, partition: str) -> list[Item]:
    condition = {"KeyConditionExpression": "PK = :pk", "ExpressionAttributeValues": {":pk": {"S": partition}}}
    found: list[Item] = boto3.client("dynamodb").query(TableName=table, ConsistentRead=True, **condition)["Items"]
    # Invoices have pointers of their own, and are not needed for what comes.
    return [item for item in found if "invoice-" not in item["SK"]["S"]]


def _copied(models: Sequence[Item], copies: Sequence[str]) -> Iterator[Item]:
    texts = [json.dumps(model) for model in models]
    for name in copies:
        yield from ({"PutRequest": {"Item": json.loads(text.replace(_MODEL, name))}} for text in texts)


def _renew(customers: Sequence[str]) -> None:
    with billing.later(), ThreadPoolExecutor(_WORKERS) as workers:
        now = wiring.clock().now()
        works = [(customer, billing.subscription_of(customer), now) for customer in customers]
        batches = [works[start : start + _PER_MESSAGE_BATCH] for start in range(0, len(works), _PER_MESSAGE_BATCH)]
        list(workers.map(lambda batch: [Api().run_due(*work) for work in batch], batches))
