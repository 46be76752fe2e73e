"""Creates what the template declares in whatever AWS the process talks to."""

from copy import deepcopy
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from tools.stack import Stack


def create_tables(stage: str = "test") -> dict[str, str]:
    """Create the tables, queues and bus that functions refer to; return the environment variables that name them."""
    variables = Stack(Stage=stage).variables
    return {name: value for name, value in variables.items() if name != "POWERTOOLS_LOG_LEVEL"}


def empty_tables() -> None:
    """Take every item and every message out of moto, which is faster than making tables and queues anew.

    What streams hold goes too: moto copies a whole table, its stream included, for each transaction.
    """
    for table in _tables().values():
        table.items.clear()
        if table.stream_shard is not None:
            table.stream_shard.items.clear()
    for account in sqs_backends.values():
        for backend in account.values():
            for queue in backend.queues.values():
                backend.purge_queue(queue.name)


def kept_tables() -> dict[str, Any]:
    """Return a copy of every item in moto's tables, by table, to be put back later."""
    return {name: deepcopy(table.items) for name, table in _tables().items()}


def put_back(kept: dict[str, Any]) -> None:
    """Put every item back that was kept, in the place of what there is: making it anew would take long."""
    for name, table in _tables().items():
        table.items = deepcopy(kept[name])


def _tables() -> dict[str, Any]:
    accounts = (account for account in dynamodb_backends.values())
    backends = (backend for account in accounts for backend in account.values())
    return {name: table for backend in backends for name, table in backend.tables.items()}
