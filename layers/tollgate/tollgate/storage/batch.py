"""Reading rows by their keys, as models: over the lean client, like all reads by key."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from pynamodb.models import Model

from tollgate.storage.keys import Key
from tollgate.storage.lean import LARGEST_BATCH, Item, bytes_of, read_item, read_items
from tollgate.storage.models import kind_of

__all__ = ["LARGEST_BATCH", "read_batch", "read_one"]

AnyModel = TypeVar("AnyModel", bound=Model)


def read_one(model: type[AnyModel], key: Key) -> AnyModel | None:
    """Return the row, read strongly consistently, or None."""
    item = read_item(kind_of(model), key)
    return _row(model, item) if item is not None else None


def read_batch(model: type[AnyModel], keys: Sequence[Key], *, is_consistent: bool = True) -> Iterator[AnyModel]:
    """Yield the rows that exist, in one round trip per hundred keys, each key given once."""
    for item in read_items(kind_of(model), keys, is_consistent=is_consistent):
        yield _row(model, item)


def _row(model: type[AnyModel], item: Item) -> AnyModel:
    spelled = {name: {"B": bytes_of(value["B"])} if "B" in value else value for name, value in item.items()}
    return model.from_raw_data(cast(dict[str, Any], spelled))
