"""Reads in DynamoDB's own JSON: items by key and ranges of a partition, and the entities that they hold."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar
from zlib import decompress

from tollgate.shared.entity import Value
from tollgate.storage.keys import Key
from tollgate.storage.pausing import pause
from tollgate.storage.tables import TABLES

Item = Mapping[str, Mapping[str, Any]]
Stored = TypeVar("Stored", bound=Value)

LARGEST_BATCH = 100


def read_item(table: str, key: Key) -> Item | None:
    """Return the item of a kind of table, read strongly consistently, or None."""
    request = {"TableName": TABLES.names[table], "Key": _wire(key), "ConsistentRead": True}
    item: Item | None = TABLES.client.call("GetItem", request).get("Item")
    return item


def read_items(table: str, keys: Sequence[Key], *, is_consistent: bool = True) -> Iterator[Item]:
    """Yield the items that exist, in one round trip per hundred keys, each key given once.

    What DynamoDB leaves out of an answer is asked for again, after a pause.
    """
    name = TABLES.names[table]
    left = [_wire(key) for key in keys]
    pauses = count()
    while left:
        asked, left = left[:LARGEST_BATCH], left[LARGEST_BATCH:]
        request = {"RequestItems": {name: {"Keys": asked, "ConsistentRead": is_consistent}}}
        answer = TABLES.client.call("BatchGetItem", request)
        yield from answer["Responses"].get(name, ())
        left_out = answer.get("UnprocessedKeys", {}).get(name, {}).get("Keys", [])
        if left_out:
            left += left_out
            pause(next(pauses))


def query_items(table: str, partition: str, between: tuple[str, str] | None = None) -> Iterator[Item]:
    """Yield the items of a partition, or those whose sort keys lie between two, both included, strongly consistent."""
    request: dict[str, Any] = {
        "TableName": TABLES.names[table],
        "ConsistentRead": True,
        "KeyConditionExpression": "PK = :pk",
        "ExpressionAttributeValues": {":pk": {"S": partition}},
    }
    if between is not None:
        request["KeyConditionExpression"] += " AND SK BETWEEN :first AND :last"
        request["ExpressionAttributeValues"] |= {":first": {"S": between[0]}, ":last": {"S": between[1]}}
    while True:
        answer = TABLES.client.call("Query", request)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def key_of(item: Item) -> Key:
    """Return the primary key of an item."""
    return Key(item["PK"]["S"], item["SK"]["S"])


def text(item: Item, name: str) -> str | None:
    """Return a text of an item, None where it has none of this name."""
    return item[name]["S"] if name in item else None


def number(item: Item, name: str) -> Decimal | None:
    """Return a number of an item with all its digits, None where it has none of this name."""
    return Decimal(item[name]["N"]) if name in item else None


def entity_of(kind: type[Stored], item: Item) -> Stored:
    """Return the entity an item holds, as `documents.read` does of a row."""
    if "D" in item:
        return kind.model_validate_json(item["D"]["S"])
    return kind.model_validate_json(decompress(bytes_of(item["Z"]["B"])))


def bytes_of(value: str | bytes) -> bytes:
    """Return the bytes of an attribute, which come over the wire as Base64."""
    return b64decode(value) if isinstance(value, str) else value


def _wire(key: Key) -> dict[str, dict[str, str]]:
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}}
