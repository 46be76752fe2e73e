"""The unit of work under fire: parallel writers, refusals, lost answers, crashes. On the emulator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from pynamodb.exceptions import TransactWriteError

from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, PartialReads, Refusals, Throttling
from tests.support.parallel import in_parallel
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.events import FeatureCreated, FeatureUpdated
from tollgate.catalog.feature import Feature, FeatureType
from tollgate.shared.errors import ConcurrentChange, InvalidInput
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.models import Document
from tools.bench.hook import Hook, hooked

SCOPE = Scope(account_id="account-test", environment_id="development")
NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
WRITERS, ROUNDS = 16, 3

Result = TypeVar("Result")

Weather = Callable[[], tuple[Hook, ...]]

WEATHERS: dict[str, Weather] = {
    "calm": lambda: (),
    "conflicts": lambda: (Conflicts(),),
    "refusals": lambda: (Refusals(every=3),),
    "throttling": lambda: (Throttling(every=4),),
    "lost answers": lambda: (LostAnswers(every=3),),
    "all of it": lambda: (
        Conflicts(),
        Refusals(every=7),
        Throttling(every=11),
        LostAnswers(every=5),
        PartialReads(),
    ),
}


@pytest.fixture(params=WEATHERS)
def weather(request: pytest.FixtureRequest, emulator: None) -> Iterator[None]:
    """The emulator as it is, and with each kind of fault."""
    with hooked(*WEATHERS[request.param]()):
        yield


def test_parallel_writers_of_one_document_lose_nothing(weather: None) -> None:
    create("shared")

    def write(writer: int) -> None:
        for _ in range(ROUNDS):
            until_done(lambda: count_up("shared", f"writer-{writer}"))

    in_parallel(WRITERS, write)
    assert counts("shared") == {f"writer-{writer}": str(ROUNDS) for writer in range(WRITERS)}
    assert len(events_of("shared")) == 1 + WRITERS * ROUNDS


def test_of_parallel_creations_of_one_id_one_wins(weather: None) -> None:
    create("warm")

    def attempt(_: int) -> bool:
        return until_done(lambda: create_unless_there("contested"))

    assert sorted(in_parallel(WRITERS, attempt)) == [False] * (WRITERS - 1) + [True]
    assert len(events_of("contested")) == 1


def test_the_same_idempotency_key_in_parallel_creates_one_thing(weather: None) -> None:
    api = TemplateApi()
    api.post("/api/v1/features", id="feature-warm", displayName="Warm", featureType="BOOLEAN")
    body = {"id": "feature-once", "displayName": "Once", "featureType": "BOOLEAN"}

    def send(_: int) -> tuple[int, str]:
        while True:
            answer = api.call("POST", "/api/v1/features", body, headers={"Idempotency-Key": "the-same"})
            if answer.headers.get("x-should-retry") != "true":
                return answer.status, answer.text

    answers = in_parallel(50, send)
    assert {status for status, _ in answers} == {201}
    assert len({text for _, text in answers}) == 1
    assert len(events_of("feature-once")) == 1


def test_a_lost_race_runs_the_operation_again_from_its_loads(emulator: None) -> None:
    create("contested")
    runs = []

    def overtaken() -> None:
        feature = found("contested")
        runs.append(feature.metadata)
        if len(runs) == 1:
            transact(lambda: count_up("contested", "first"))
        wiring.features().save(SCOPE, counted_up(feature, "second"))

    transact(overtaken)
    assert runs == [{}, {"first": "1"}]
    assert counts("contested") == {"first": "1", "second": "1"}


def test_a_transaction_whose_answer_was_lost_is_applied_once(emulator: None) -> None:
    create("feature")
    with hooked(LostAnswers(every=2)):
        for _ in range(4):
            transact(lambda: count_up("feature", "count"))
    assert counts("feature") == {"count": "4"}
    assert len(events_of("feature")) == 5


def test_an_answer_that_never_comes_is_not_called_a_conflict(emulator: None) -> None:
    with hooked(LostAnswers(every=1)), pytest.raises(TransactWriteError):
        create("feature")


def test_an_effect_that_is_not_known_is_not_told_as_a_conflict(emulator: None) -> None:
    """A conflict says that nothing happened, and clients send the request again."""
    with hooked(Refusals(every=1, spared=1), LostAnswers(every=1)), pytest.raises(TransactWriteError):
        create("feature")
    assert len(events_of("feature")) == 1


def test_endless_conflict_is_told_as_one_a_retry_may_cure(emulator: None) -> None:
    with hooked(Refusals(every=1)), pytest.raises(ConcurrentChange):
        create("feature")
    assert dump()["documents"] == []


def test_a_refusal_that_is_our_own_fault_is_neither_repeated_nor_hidden(emulator: None) -> None:
    refusals = Refusals(every=1, codes=("ValidationError",))
    with hooked(refusals), pytest.raises(TransactWriteError):
        create("feature")
    assert refusals.refused == 1


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_crash_around_any_call_leaves_all_or_nothing(is_before: bool, emulator: None) -> None:
    for call in range(1, calls_of_a_creation() + 1):
        with crashed_at(call, is_before=is_before):
            create(f"feature-{call}")
        is_there = transact(lambda name=f"feature-{call}": wiring.features().find(SCOPE, name)) is not None
        assert len(events_of(f"feature-{call}")) == is_there
        assert transact(lambda name=f"feature-{call}": create_unless_there(name)) is not is_there
        assert len(events_of(f"feature-{call}")) == 1


@contextmanager
def crashed_at(call: int, *, is_before: bool) -> Iterator[None]:
    with pytest.raises(Crash), hooked(CrashAt(call, is_before=is_before)):
        yield


def calls_of_a_creation() -> int:
    watching = CrashAt(0, is_before=True)
    with hooked(watching):
        create("counted")
    return watching.seen


def transact(operation: Callable[[], Result]) -> Result:
    return wiring.transact(operation, actor=ActorType.SYSTEM)


def until_done(operation: Callable[[], Result]) -> Result:
    """Do what a client does on a conflict that a retry may cure."""
    while True:
        try:
            return transact(operation)
        except ConcurrentChange:
            continue


def create(feature_id: str) -> None:
    transact(lambda: create_unless_there(feature_id))


def create_unless_there(feature_id: str) -> bool:
    if wiring.features().find(SCOPE, feature_id) is not None:
        return False
    feature = Feature(
        id=feature_id,
        uuid=feature_id,
        display_name=feature_id,
        feature_type=FeatureType.BOOLEAN,
        created_at=NOW,
        updated_at=NOW,
    )
    wiring.features().add(SCOPE, feature)
    wiring.events().record(SCOPE, FeatureCreated.of(feature, at=NOW))
    return True


def count_up(feature_id: str, name: str) -> None:
    feature = counted_up(found(feature_id), name)
    wiring.features().save(SCOPE, feature)
    wiring.events().record(SCOPE, FeatureUpdated.of(feature, at=NOW))


def counted_up(feature: Feature, name: str) -> Feature:
    return feature.but(metadata={**feature.metadata, name: str(int(feature.metadata.get(name, "0")) + 1)})


def found(feature_id: str) -> Feature:
    feature = wiring.features().find(SCOPE, feature_id)
    assert feature is not None
    return feature


def counts(feature_id: str) -> dict[str, str]:
    return transact(lambda: found(feature_id).metadata)


def events_of(feature_id: str) -> list[str]:
    return [item["SK"]["S"] for item in dump()["outbox"] if item["PK"]["S"].endswith(f"#FEATURE#{feature_id}")]


def test_more_than_a_transaction_holds_is_refused_before_it_is_sent(emulator: None) -> None:
    bodies = {f"kept-{number}": "x" * 390_000 for number in range(11)}

    def keep_all() -> None:
        for name, body in bodies.items():
            wiring.session().add(Document("E#account-test/development#LARGE", name, body=body))

    with pytest.raises(InvalidInput, match="4 MB"):
        wiring.transact(keep_all, actor=ActorType.SYSTEM)
    assert not any("#LARGE" in item["PK"]["S"] for items in dump().values() for item in items)
