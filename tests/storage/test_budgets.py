"""What operations may cost: round trips, items, read and write units, and what the check handler may import."""

import os
from collections.abc import Iterator

import boto3
import pytest

from tests.support.template_api import TemplateApi
from tools.bench.calls import counting
from tools.bench.cold_start import foreign_modules
from tools.bench.operation import Operation
from tools.bench.operations import OPERATIONS, arrange
from tools.bench.units import read_units, size_of, write_units
from tools.bench.world import Api, tables


@pytest.fixture(scope="module")
def sold() -> Iterator[Api]:
    """A catalogue in use, on moto."""
    with tables() as api:
        arrange(api)
        yield api


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.what)
def test_an_operation_stays_within_its_budget(operation: Operation, sold: Api) -> None:
    calls = operation.measure(sold)
    assert operation.budget.exceeded_by(calls) == []
    assert calls.wasted_units == 0
    assert calls.is_consistent or not operation.is_consistent


def test_the_check_handler_imports_nothing_it_does_not_need() -> None:
    assert foreign_modules() == []


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"PK": {"S": "ab"}}, 4),
        ({"PK": {"S": "ü"}}, 4),
        ({"v": {"N": "0"}}, 2),
        ({"v": {"N": "1"}}, 3),
        ({"v": {"N": "-12.5"}}, 5),
        ({"v": {"N": "1000000"}}, 3),
        ({"Z": {"B": b"12345"}}, 6),
        ({"Z": {"B": "MTIzNDU="}}, 6),
        ({"t": {"BOOL": True}, "n": {"NULL": True}}, 4),
        ({"l": {"L": [{"S": "ab"}, {"S": "c"}]}}, 1 + 3 + 3 + 2),
        ({"m": {"M": {"k": {"S": "ab"}}}}, 1 + 3 + 1 + 2 + 1),
        ({"s": {"SS": ["ab", "c"]}}, 4),
    ],
)
def test_an_item_is_as_large_as_the_published_rule_says(item: dict[str, dict[str, object]], size: int) -> None:
    assert size_of(item) == size


def test_units_follow_the_published_rule() -> None:
    assert read_units([100, 5_000], is_consistent=True) == 3
    assert read_units([100, 5_000], is_consistent=True, is_one_page=True) == 2
    assert read_units([0], is_consistent=False) == read_units([4_096], is_consistent=False)
    key = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    listed, moved = ({**key, "list_pk": {"S": "l"}, "list_sk": {"S": place}} for place in "12")
    for before, after, expected in [
        (None, key, 2),
        (None, listed, 3),
        (listed, listed, 2),
        (listed, moved, 4),
        (listed, None, 3),
        (key, {**key, "D": {"S": "x" * 3_000}}, 6),
    ]:
        assert write_units("test-documents", before, after, is_transactional=True) == expected


@pytest.mark.parametrize("is_listed", [True, False])
def test_write_units_are_those_the_emulator_charges(is_listed: bool, emulator_api: TemplateApi) -> None:
    """The emulator's write units are right, unlike its read units: the rule must agree with them."""
    table = os.environ["DOCUMENTS_TABLE"]
    item = {"PK": {"S": "a"}, "SK": {"S": "b"}, "D": {"S": "x" * 2_500}}
    if is_listed:
        item |= {"list_pk": {"S": "l"}, "list_sk": {"S": "1"}}
    client = boto3.client("dynamodb")
    for version in "12":
        changed = {**item, "v": {"N": version}, **({"list_sk": {"S": version}} if is_listed else {})}
        with counting() as calls:
            answer = client.transact_write_items(
                TransactItems=[{"Put": {"TableName": table, "Item": changed}}], ReturnConsumedCapacity="TOTAL"
            )
        assert answer["ConsumedCapacity"][0]["CapacityUnits"] == calls.write_units
