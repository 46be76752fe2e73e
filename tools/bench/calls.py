"""Counts what an operation says to DynamoDB: round trips, items, read and write units."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import boto3

from tools.bench.hook import Call, Json, Response, hooked, unhooked
from tools.bench.units import Item, read_units, size_of, write_units


class Touched(NamedTuple):
    """An item of a table, by its primary key."""

    table: str
    pk: str
    sk: str


@dataclass(frozen=True)
class Counted:
    """One round trip and what it costs. `is_consistent` tells of a strongly consistent read."""

    operation: str
    items: int
    read_units: Decimal = Decimal(0)
    write_units: Decimal = Decimal(0)
    is_consistent: bool = False
    was_refused: bool = False


@dataclass
class Calls:
    """Every DynamoDB call made while it was counting."""

    counted: list[Counted] = field(default_factory=list)

    @property
    def round_trips(self) -> int:
        """Return how many calls were made."""
        return len(self.counted)

    @property
    def items_read(self) -> int:
        """Return how many items were asked for by key, or came from a query."""
        return sum(call.items for call in self.counted if call.read_units)

    @property
    def items_written(self) -> int:
        """Return how many items were written."""
        return sum(call.items for call in self.counted if call.write_units)

    @property
    def read_units(self) -> Decimal:
        """Return the read units of all calls."""
        return sum((call.read_units for call in self.counted), Decimal(0))

    @property
    def write_units(self) -> Decimal:
        """Return the write units of all calls that were not refused."""
        return sum((call.write_units for call in self.counted if not call.was_refused), Decimal(0))

    @property
    def wasted_units(self) -> Decimal:
        """Return the write units of refused calls."""
        return sum((call.write_units for call in self.counted if call.was_refused), Decimal(0))

    @property
    def is_consistent(self) -> bool:
        """Tell whether every read was strongly consistent."""
        return all(call.is_consistent for call in self.counted if call.read_units)


@contextmanager
def counting() -> Iterator[Calls]:
    """Count the calls of every client in this process until the block ends."""
    calls = Calls()
    with hooked(_Counter(calls)):
        yield calls


class _Counter:
    """Reads the images of written items around each write, past the hooks, because units depend on both."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._lock = threading.Lock()
        with unhooked():
            self._client = boto3.client("dynamodb")

    def before(self, call: Call) -> Response | None:
        """Note what the items to be written look like now."""
        call.notes[self] = {item: self._image(item) for item in touched_by(call)}
        return None

    def after(self, call: Call, answer: Json | None) -> None:
        """Count the call."""
        counted = self._read(call, answer) if call.operation in _READERS else self._written(call, answer)
        with self._lock:
            self._calls.counted.append(counted)

    def _written(self, call: Call, answer: Json | None) -> Counted:
        images: dict[Touched, Item | None] = call.notes[self]
        is_transactional = call.operation == "TransactWriteItems"
        cost = sum(
            (
                write_units(item.table, before, self._image(item), is_transactional=is_transactional)
                for item, before in images.items()
            ),
            Decimal(0),
        )
        refused = answer is None or "Error" in answer
        return Counted(call.operation, len(images), write_units=cost, was_refused=refused)

    def _read(self, call: Call, answer: Json | None) -> Counted:
        sizes, asked = _READERS[call.operation](call.request, answer or {})
        consistent = _is_consistent(call)
        # An item that is missing costs as much as the smallest one that is there.
        missing = [0] * (asked - len(sizes))
        is_query = call.operation in {"Query", "Scan"}
        cost = read_units([*sizes, *missing], is_consistent=consistent, is_one_page=is_query)
        return Counted(call.operation, asked, read_units=cost, is_consistent=consistent)

    def _image(self, item: Touched) -> Item | None:
        key = {"PK": {"S": item.pk}, "SK": {"S": item.sk}}
        with unhooked():
            found: Item | None = self._client.get_item(TableName=item.table, Key=key, ConsistentRead=True).get("Item")
        return found


def touched_by(call: Call) -> list[Touched]:
    """Return the items a call writes or checks, none for a read."""
    match call.operation:
        case "TransactWriteItems":
            entries = [action for entry in call.request["TransactItems"] for action in entry.values()]
            return [_touched(entry["TableName"], entry.get("Key") or entry["Item"]) for entry in entries]
        case "PutItem":
            return [_touched(call.request["TableName"], call.request["Item"])]
        case "UpdateItem" | "DeleteItem":
            return [_touched(call.request["TableName"], call.request["Key"])]
    return []


def _touched(table: str, item: Item) -> Touched:
    return Touched(table, item["PK"]["S"], item["SK"]["S"])


def _is_consistent(call: Call) -> bool:
    tables: Iterable[Json] = call.request.get("RequestItems", {}).values()
    return bool(call.request.get("ConsistentRead") or any(table.get("ConsistentRead") for table in tables))


def _of_get(request: Json, answer: Json) -> tuple[list[int], int]:
    return [size_of(answer["Item"])] if answer.get("Item") else [], 1


def _of_batch(request: Json, answer: Json) -> tuple[list[int], int]:
    found: list[Any] = [item for items in answer.get("Responses", {}).values() for item in items]
    asked = sum(len(table["Keys"]) for table in request["RequestItems"].values())
    left = sum(len(table["Keys"]) for table in answer.get("UnprocessedKeys", {}).values())
    return [size_of(item) for item in found], asked - left


def _of_query(request: Json, answer: Json) -> tuple[list[int], int]:
    found = answer.get("Items", [])
    return [size_of(item) for item in found], len(found)


_READERS = {
    "GetItem": _of_get,
    "BatchGetItem": _of_batch,
    "Query": _of_query,
    "Scan": _of_query,
}
