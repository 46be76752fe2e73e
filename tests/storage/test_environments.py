"""Environments and keys on the emulator: parallel commands, lost answers and crashes leave one of each."""

import pytest

from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers
from tests.support.parallel import in_parallel
from tests.support.tenancy import api_of, make_key, open_environment, rotate
from tollgate import wiring
from tollgate.environments.api_key import ApiKey
from tollgate.environments.create_environment import OpenedEnvironment
from tollgate.environments.create_key import IssuedKey
from tollgate.environments.errors import ApiKeyHasExpiry
from tollgate.environments.list_environments import list_environments
from tollgate.environments.permission import Permission
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.scope import ActorType, KeyKind, Scope
from tools.bench.hook import hooked

OPERATORS = 8


def keys_of(scope: Scope) -> list[ApiKey]:
    with wiring.working(actor=ActorType.SYSTEM):
        return wiring.api_keys().all(scope)


def open_or_none(_: int) -> OpenedEnvironment | None:
    try:
        return open_environment("production")
    except DuplicatedEntity:
        return None


def test_of_parallel_commands_one_opens_the_environment(emulator: None) -> None:
    with hooked(Conflicts(), LostAnswers(every=3)):
        opened = [each for each in in_parallel(OPERATORS, open_or_none) if each is not None]
    (winner,) = opened
    with wiring.working(actor=ActorType.SYSTEM):
        assert list_environments("account-test", environments=wiring.environments()) == [winner.environment]
    assert {key.id for key in keys_of(winner.environment.scope)} == {issued.key.id for issued in winner.keys}


def test_of_parallel_rotations_one_makes_the_successor(emulator: None) -> None:
    opened = open_environment()
    full = opened.keys[0].key

    def rotated(_: int) -> IssuedKey | None:
        try:
            return rotate(opened.environment.scope, full.id)
        except ApiKeyHasExpiry:
            return None

    with hooked(Conflicts(), LostAnswers(every=3)):
        (successor,) = [each for each in in_parallel(OPERATORS, rotated) if each is not None]
    assert len(keys_of(opened.environment.scope)) == len(opened.keys) + 1
    assert api_of(successor.secret).get("/api/v1/features").status == 200


@pytest.mark.parametrize("is_before", [True, False])
def test_a_crash_leaves_a_whole_environment_or_none(emulator: None, is_before: bool) -> None:
    empty, crashes = dump(), 0
    while dump() == empty:
        crashes += 1
        try:
            with hooked(CrashAt(crashes, is_before=is_before)):
                open_environment("production")
        except Crash:
            continue
    found = dump()
    items_of_one = {"environment": 1, "product": 1, "catalogue version": 1, "keys and pointers": 4}
    assert len(found["documents"]) == sum(items_of_one.values())
    assert len(found["outbox"]) == len(["ProductCreated", "ApiKeyCreated", "ApiKeyCreated"])
    assert crashes > 1


def test_a_key_is_strongly_consistent_at_once(emulator: None) -> None:
    opened = open_environment()
    for _ in range(OPERATORS):
        issued = make_key(opened.environment, KeyKind.SCOPED, Permission.CATALOG_READ)
        assert api_of(issued.secret).get("/api/v1/features").status == 200
        assert issued.key in keys_of(opened.environment.scope)
