"""The emulator keeps what it is given, and one process at a time runs it on a state."""

import json
from pathlib import Path

import boto3
import pytest

from tools.emulator import Emulator, StateInUse, port_in_use, start, started
from tools.stack import Stack


def stack_on(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """Return the template's resources, created on an emulator."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    stack = Stack(Stage="kept")
    stack.create()
    return stack


def fill(stack: Stack) -> None:
    """Put an item into a table and a message into a queue."""
    row = {"PK": {"S": "a"}, "SK": {"S": "b"}}
    boto3.client("dynamodb").put_item(TableName=stack.attribute("LiveTable", "Ref"), Item=row)
    boto3.client("sqs").send_message(
        QueueUrl=stack.attribute("DueQueue", "Ref"),
        MessageBody=json.dumps({}),
        MessageGroupId="group",
        MessageDeduplicationId="once",
    )


def content(stack: Stack) -> tuple[int, int]:
    """Return how many items the table and how many messages the queue has."""
    scanned = boto3.client("dynamodb").scan(TableName=stack.attribute("LiveTable", "Ref"))
    url = stack.attribute("DueQueue", "Ref")
    received = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return scanned["Count"], len(received.get("Messages", []))


def test_tables_and_queues_survive_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with started(state=tmp_path) as emulator:
        fill(stack_on(emulator, monkeypatch))
    with started(state=tmp_path) as emulator:
        assert content(stack_on(emulator, monkeypatch)) == (1, 1)


def test_what_a_killed_caller_wrote_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten = start(state=tmp_path)
    fill(stack_on(forgotten, monkeypatch))
    with started(state=tmp_path) as emulator:
        assert emulator.process.pid != forgotten.process.pid
        assert content(stack_on(emulator, monkeypatch)) == (1, 1)
    assert forgotten.process.wait(timeout=10) == 0


def test_a_state_belongs_to_one_process(tmp_path: Path) -> None:
    with started(state=tmp_path), pytest.raises(StateInUse):
        started(state=tmp_path).__enter__()


def test_the_port_of_a_state_is_known_while_it_is_served(tmp_path: Path) -> None:
    with started(state=tmp_path) as emulator:
        assert port_in_use(tmp_path) == emulator.port
    assert port_in_use(tmp_path) is None


def test_the_stack_can_be_created_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with started() as emulator:
        first, second = stack_on(emulator, monkeypatch), stack_on(emulator, monkeypatch)
        assert first.variables == second.variables
        streams = {stack.attribute("OutboxTable", "StreamArn") for stack in (first, second)}
        assert len(streams) == 1
        ttl = boto3.client("dynamodb").describe_time_to_live(TableName=first.attribute("LiveTable", "Ref"))
        assert ttl["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
