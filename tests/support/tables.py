"""Creates what the template declares in whatever AWS the process talks to; empties, keeps and restores it in moto."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from tools.stack import Stack

Items = dict[Any, dict[Any, Any]]


@dataclass(frozen=True)
class Kept:
    """Items of a table by their keys, and the records of its stream."""

    items: Items
    records: list[Any]


def create_tables(stage: str = "test") -> dict[str, str]:
    """Create the tables, queues and bus that functions refer to; return the environment variables that name them."""
    variables = Stack(Stage=stage).variables
    return {name: value for name, value in variables.items() if name != "POWERTOOLS_LOG_LEVEL"}


def empty_tables() -> None:
    """Take every item and every message out of moto, which is faster than making tables and queues anew."""
    for table in _tables().values():
        table.items.clear()
        if table.stream_shard is not None:
            table.stream_shard.items.clear()
    for backend in _backends(sqs_backends):
        for name in list(backend.queues):
            backend.purge_queue(name)


def are_tables_empty() -> bool:
    """Return whether nothing is stored in moto's tables."""
    return not any(table.items for table in _tables().values())


def are_queues_empty() -> bool:
    """Return whether no message waits in moto's queues."""
    return not any(queue.messages for backend in _backends(sqs_backends) for queue in backend.queues.values())


def kept_tables() -> dict[str, Kept]:
    """Return what moto's tables and their streams hold, by table, to be put back later.

    Items are shared with the tables, which never change one in place (`moto_tables.py`).
    """
    return {name: Kept(_copy_of(table.items), _records_of(table)) for name, table in _tables().items()}


def put_back(kept: dict[str, Kept]) -> None:
    """Let moto's tables and their streams hold what was kept, and nothing else: making it anew would take long."""
    for name, table in _tables().items():
        table.items.clear()
        table.items.update(_copy_of(kept[name].items))
        if table.stream_shard is not None:
            table.stream_shard.items[:] = kept[name].records


def _copy_of(items: Items) -> Items:
    return {key: dict(by_range) for key, by_range in items.items()}


def _records_of(table: Any) -> list[Any]:
    return list(table.stream_shard.items) if table.stream_shard is not None else []


def _tables() -> dict[str, Any]:
    return {name: table for backend in _backends(dynamodb_backends) for name, table in backend.tables.items()}


def _backends(of_service: Any) -> Iterator[Any]:
    for account in of_service.values():
        yield from account.values()
