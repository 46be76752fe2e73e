"""Capacity units computed from item sizes by DynamoDB's published rule, because emulators do not count them."""

from base64 import b64decode
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from tools.template import resources

Item = dict[str, Any]

_READ_UNIT, _WRITE_UNIT = 4096, 1024
_NESTING = 3


def size_of(item: Item | None) -> int:
    """Return the bytes of an item: names and values, as capacity is counted (without storage overhead)."""
    return sum(len(name.encode()) + _size(value) for name, value in (item or {}).items())


def _size(value: Item) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_size(content)
        case "B":
            return len(content if isinstance(content, bytes) else b64decode(content))
        case "M":
            return _NESTING + sum(len(name.encode()) + _size(inner) + 1 for name, inner in content.items())
        case "L":
            return _NESTING + sum(_size(inner) + 1 for inner in content)
        case "SS" | "NS" | "BS":
            return sum(_size({kind[0]: each}) for each in content)
    return 1


def _number_size(text: str) -> int:
    sign, digits, _ = Decimal(text).normalize().as_tuple()
    significant = len(digits) if any(digits) else 0
    return (significant + 1) // 2 + 1 + sign


def units(size: int, unit: int) -> int:
    """Return how many units a size costs: rounded up, and one for nothing."""
    return max(1, -(-size // unit))


def read_units(sizes: Iterable[int], *, is_consistent: bool, is_one_page: bool = False) -> Decimal:
    """Return the read units of items: each rounded up, or of a Query's page, whose sum is rounded up."""
    counted = sum(sizes) if is_one_page else None
    whole = units(counted, _READ_UNIT) if counted is not None else sum(units(size, _READ_UNIT) for size in sizes)
    return Decimal(whole) * (1 if is_consistent else Decimal("0.5"))


def write_units(table: str, before: Item | None, after: Item | None, *, is_transactional: bool) -> Decimal:
    """Return the write units of one item: the larger of both images, twice in a transaction, and its indexes."""
    base = units(max(size_of(before), size_of(after)), _WRITE_UNIT) * (2 if is_transactional else 1)
    return Decimal(base + sum(_index_units(keys, before, after) for keys in indexes_of(table)))


def _index_units(keys: frozenset[str], before: Item | None, after: Item | None) -> int:
    """An entry that appears or goes costs its size, one whose key changes both, one that stays as it is nothing."""
    old, new = _entry(keys, before), _entry(keys, after)
    if old == new:
        return 0
    return sum(units(size_of(entry), _WRITE_UNIT) for entry in (old, new) if entry is not None)


def _entry(keys: frozenset[str], item: Item | None) -> Item | None:
    if item is None or not keys <= item.keys():
        return None
    return {name: value for name, value in item.items() if name in keys | {"PK", "SK"}}


@cache
def indexes_of(table: str) -> tuple[frozenset[str], ...]:
    """Return the key attributes of each index of a table, by the template; all of them project keys only."""
    declared = resources("AWS::DynamoDB::Table")[f"{kind_of(table).capitalize()}Table"]
    indexes = declared.get("GlobalSecondaryIndexes", [])
    assert all(index["Projection"] == {"ProjectionType": "KEYS_ONLY"} for index in indexes)
    return tuple(frozenset(key["AttributeName"] for key in index["KeySchema"]) for index in indexes)


def kind_of(table: str) -> str:
    """Return which of the template's tables a deployed table is: `documents`, `live`, `occurrences`, `outbox`."""
    return table.rsplit("-", 1)[-1]
