"""Makes moto's transactions cheap.

moto copies a whole table, its stream included, once for every item of a transaction, to put the copy back where the
transaction fails. Here such a copy shares its items with the table, and an update changes a copy of its item.
"""

import copy
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

_update_item = DynamoDBBackend.update_item


def share_items() -> None:
    """Let copies of a table share its items, in this process from now on."""
    Table.__deepcopy__ = _copy_of_table
    DynamoDBBackend.update_item = _update_copy_of_item


def _copy_of_table(table: Table, memo: dict[int, Any]) -> Table:
    copied = copy.copy(table)
    copied.items = copy.copy(table.items)
    for key, range_items in table.items.items():
        copied.items[key] = dict(range_items)
    if table.stream_shard is not None:
        copied.stream_shard = copy.copy(table.stream_shard)
        copied.stream_shard.table = copied
        copied.stream_shard.items = list(table.stream_shard.items)
    return copied


def _update_copy_of_item(
    backend: DynamoDBBackend, table_name: str, key: dict[str, Any], *others: Any, **named: Any
) -> Any:
    item = backend.get_item(table_name, key)
    if item is not None:
        backend.get_table(table_name).items[item.hash_key][item.range_key] = copy.deepcopy(item)
    return _update_item(backend, table_name, key, *others, **named)
