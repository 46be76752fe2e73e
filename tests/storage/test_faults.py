"""The faults do what AWS would do, and nothing else: seen with a bare client on the emulator."""

import os
from collections.abc import Callable
from threading import Event
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, PartialReads, Refusals, Throttling
from tests.support.parallel import in_parallel
from tools.bench.hook import Call, Json, hooked, unhooked


class Holding:
    """Holds the first transaction in flight until a second call was answered."""

    def __init__(self) -> None:
        self.holds, self.second_is_answered = Event(), Event()

    def before(self, call: Call) -> None:
        """Hold the first transaction here: the hooks before this one let it pass."""
        if call.operation == "TransactWriteItems" and not self.holds.is_set():
            self.holds.set()
            assert self.second_is_answered.wait(10)

    def after(self, call: Call, answer: Json | None) -> None:
        """Leave the answer as it is."""


@pytest.fixture
def client(emulator: None) -> Any:
    return boto3.client("dynamodb")


def table() -> str:
    return os.environ["DOCUMENTS_TABLE"]


def item(name: str, value: str = "1") -> Json:
    return {"PK": {"S": name}, "SK": {"S": "X"}, "value": {"S": value}}


def put_together(client: Any, *names: str) -> Any:
    puts = [{"Put": {"TableName": table(), "Item": item(name)}} for name in names]
    return client.transact_write_items(TransactItems=puts)


def stored(client: Any) -> set[str]:
    with unhooked():
        return {each["PK"]["S"] for each in client.scan(TableName=table())["Items"]}


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda client: put_together(client, "shared", "other"), "TransactionCanceledException"),
        (lambda client: client.put_item(TableName=table(), Item=item("shared")), "TransactionConflictException"),
    ],
    ids=["transaction", "single write"],
)
def test_a_write_that_meets_a_transaction_in_flight_is_refused(
    write: Callable[[Any], object], code: str, client: Any
) -> None:
    holding = Holding()

    def act(number: int) -> object:
        if number == 0:
            return put_together(client, "own", "shared")
        assert holding.holds.wait(10)
        with pytest.raises(ClientError) as refused:
            write(client)
        holding.second_is_answered.set()
        return refused.value.response

    with hooked(Conflicts(), holding):
        _, refused = in_parallel(2, act)
    assert isinstance(refused, dict)
    assert refused["Error"]["Code"] == code
    if code == "TransactionCanceledException":
        assert [reason["Code"] for reason in refused["CancellationReasons"]] == ["TransactionConflict", "None"]
    assert stored(client) == {"own", "shared"}


def test_a_transaction_that_is_over_stands_in_nobodys_way(client: Any) -> None:
    conflicts = Conflicts()
    with hooked(conflicts):
        for _ in range(3):
            put_together(client, "shared")
        with pytest.raises(ClientError):
            client.put_item(TableName=table(), Item=item("shared"), ConditionExpression="attribute_not_exists(PK)")
        client.put_item(TableName=table(), Item=item("shared"))
    assert conflicts.refused == 0


def test_a_refused_transaction_writes_nothing(client: Any) -> None:
    with hooked(Refusals(every=1)), pytest.raises(client.exceptions.TransactionCanceledException):
        put_together(client, "a", "b")
    with hooked(Throttling(every=1)), pytest.raises(ClientError, match="ThrottlingException"):
        client.put_item(TableName=table(), Item=item("a"))
    assert stored(client) == set()


def test_a_lost_answer_belongs_to_a_write_that_happened(client: Any) -> None:
    with hooked(LostAnswers(every=1)), pytest.raises(ReadTimeoutError):
        put_together(client, "a")
    assert stored(client) == {"a"}


def test_a_partial_read_names_what_it_left_out(client: Any) -> None:
    names = {"a", "b", "c"}
    put_together(client, *names)
    answers = []
    with hooked(PartialReads()):
        for _ in range(2):
            asked = {table(): {"Keys": [{"PK": {"S": name}, "SK": {"S": "X"}} for name in sorted(names)]}}
            met = []
            while asked:
                answer = client.batch_get_item(RequestItems=asked)
                met.append([each["PK"]["S"] for each in answer["Responses"][table()]])
                asked = answer["UnprocessedKeys"]
            answers.append(met)
    assert [sorted(name for each in met for name in each) for met in answers] == [sorted(names)] * 2
    assert [len(each) for met in answers for each in met] == [2, 1, 0, 2, 1]


@pytest.mark.parametrize("is_before", [True, False])
def test_a_crash_comes_before_or_after_the_call_it_names(is_before: bool, client: Any) -> None:
    with hooked(CrashAt(2, is_before=is_before)):
        put_together(client, "a")
        with pytest.raises(Crash):
            put_together(client, "b")
    assert stored(client) == ({"a"} if is_before else {"a", "b"})
