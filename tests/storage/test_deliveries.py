"""Messages, deliveries and the health of endpoints as they are kept: once, and by whoever comes first."""

from datetime import datetime, timedelta

import pytest

from tests.support.clock import FixedClock
from tests.support.parallel import in_parallel
from tests.support.recorded import TEST_SCOPE
from tests.support.webhooks import THEN
from tollgate import wiring
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.delivery_log import DynamoDeliveryLog
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.health import Health
from tollgate.webhooks.message import Message, Told
from tollgate.webhooks.sending import Outcome

ELSEWHERE = Scope(account_id=TEST_SCOPE.account_id, environment_id="production")


@pytest.fixture
def log(emulator: None) -> DynamoDeliveryLog:
    """The log on empty tables."""
    with wiring.working(actor=ActorType.SYSTEM):
        return DynamoDeliveryLog()


def a_message(*bodies: dict[str, object], created_at: datetime = THEN) -> Message:
    """Return a message to two webhooks."""
    told = (Told(webhook_id="a"), Told(webhook_id="b", variant=len(bodies) - 1))
    return Message(id="m", event_type="PLAN_CREATED", bodies=bodies or ({"x": 1},), told=told, created_at=created_at)


def kept(log: DynamoDeliveryLog) -> Delivery:
    """Keep a message, and the delivery to its first webhook."""
    message = log.begin(TEST_SCOPE, a_message({"x": 1.5, "name": "Zoë"}, {"x": 2}))
    first, _ = [log.add(TEST_SCOPE, each) for each in message.deliveries()]
    return first


def test_a_message_is_kept_once_as_it_was_made_first(log: DynamoDeliveryLog) -> None:
    first = a_message({"x": 1})
    assert log.begin(TEST_SCOPE, first) == first
    assert log.begin(TEST_SCOPE, a_message({"x": 2}, created_at=THEN + timedelta(days=1))) == first
    assert log.told(TEST_SCOPE, ["m", "n"]) == {"m": ("a", "b")}
    assert log.told(ELSEWHERE, ["m"]) == {}


def test_a_delivery_is_kept_once_and_comes_with_its_body(log: DynamoDeliveryLog) -> None:
    delivery = kept(log)
    opened = log.open(TEST_SCOPE, "a", "m")
    other = log.open(TEST_SCOPE, "b", "m")
    assert opened is not None
    assert other is not None
    assert (opened.delivery, opened.body, opened.health) == (delivery, {"x": 1.5, "name": "Zoë"}, None)
    assert other.body == {"x": 2}
    done = delivery.attempted([delivery.attempt(1, Outcome(status_code=200, latency_ms=1), at=THEN)], at=THEN)
    assert log.save(TEST_SCOPE, done, version=opened.version)
    assert log.add(TEST_SCOPE, delivery) == done
    assert log.open(ELSEWHERE, "a", "m") is None


def test_of_two_who_change_a_delivery_the_first_does(log: DynamoDeliveryLog) -> None:
    delivery = kept(log)
    opened = log.open(TEST_SCOPE, "a", "m")
    assert opened is not None
    failed = delivery.given_up(at=THEN)
    saved = [log.save(TEST_SCOPE, each, version=opened.version) for each in (failed, delivery)]
    assert saved == [True, False]
    again = log.open(TEST_SCOPE, "a", "m")
    assert again is not None
    assert (again.delivery.status, again.version) == (DeliveryStatus.FAILED, opened.version + 1)


def test_the_strain_of_many_adds_up_from_the_first_failure_on(log: DynamoDeliveryLog) -> None:
    log.strain(TEST_SCOPE, "a", 3, at=THEN)
    in_parallel(8, lambda _: log.strain(TEST_SCOPE, "a", 5, at=THEN + timedelta(hours=1)))
    assert log.health(TEST_SCOPE, "a") == Health(since=THEN, strain=43)
    log.recover(TEST_SCOPE, "a")
    assert log.health(TEST_SCOPE, "a") is None


def test_of_many_who_would_try_a_worn_endpoint_one_may(log: DynamoDeliveryLog, clock: FixedClock) -> None:
    health = log.strain(TEST_SCOPE, "a", 100, at=THEN)
    for seconds in (30, 60, 120, 240, 420, 420):
        now = clock.now()
        begun: list[bool] = []
        in_parallel(6, lambda _: begun.append(log.rest(TEST_SCOPE, "a", health, now=now)))  # noqa: B023
        assert sorted(begun) == [False] * 5 + [True]
        found = log.health(TEST_SCOPE, "a")
        assert found is not None
        assert (found.rests_until, found.rest) == (now + timedelta(seconds=seconds), timedelta(seconds=seconds))
        health = found
        clock.advance(seconds=seconds)


def test_an_endpoint_that_recovered_meanwhile_needs_no_rest(log: DynamoDeliveryLog) -> None:
    health = log.strain(TEST_SCOPE, "a", 100, at=THEN)
    log.recover(TEST_SCOPE, "a")
    assert not log.rest(TEST_SCOPE, "a", health, now=THEN)
    assert log.health(TEST_SCOPE, "a") is None
