"""Reading rows by their keys."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TypeVar

from pynamodb.models import Model

from tollgate.storage.keys import Key
from tollgate.storage.models import connection
from tollgate.storage.pausing import pause

AnyModel = TypeVar("AnyModel", bound=Model)

LARGEST_BATCH = 100


def read_one(model: type[AnyModel], key: Key) -> AnyModel | None:
    """Return the row, read strongly consistently, or None."""
    client, table = connection().client, model.Meta.table_name
    item = client.get_item(TableName=table, Key=_wire(key), ConsistentRead=True).get("Item")
    return model.from_raw_data(item) if item is not None else None


def read_batch(model: type[AnyModel], keys: Sequence[Key], *, is_consistent: bool = True) -> Iterator[AnyModel]:
    """Yield the rows that exist, in one round trip per hundred keys, each key given once.

    What DynamoDB leaves out of an answer is asked for again, after a pause.
    """
    table = model.Meta.table_name
    left = [_wire(key) for key in keys]
    pauses = count()
    while left:
        asked, left = left[:LARGEST_BATCH], left[LARGEST_BATCH:]
        request = {table: {"Keys": asked, "ConsistentRead": is_consistent}}
        answer = connection().client.batch_get_item(RequestItems=request)
        yield from (model.from_raw_data(item) for item in answer["Responses"].get(table, ()))
        left_out = answer["UnprocessedKeys"].get(table, {}).get("Keys", [])
        if left_out:
            left += left_out
            pause(next(pauses))


def _wire(key: Key) -> dict[str, dict[str, str]]:
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}}
