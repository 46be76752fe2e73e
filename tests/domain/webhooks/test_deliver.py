"""A delivery on its way: attempts, the times between them, and what comes of them."""

from datetime import timedelta

from tests.support.delivering import DeliveryWorld, answering, endpoint_of
from tests.support.webhooks import SCOPE, a_webhook, an_event
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.webhook import WebhookStatus

ABOUT = DeliveryReference.to(SCOPE, "webhook-1", "event-1")


def world(*codes: int | str, **fields: object) -> DeliveryWorld:
    """Return a webhook whose endpoint answers so, and that was told of an event."""
    told = DeliveryWorld(a_webhook(endpoint=endpoint_of("a"), **fields), a=answering(*codes))
    told.tell(an_event())
    return told


def attempts(delivery: Delivery) -> list[tuple[int, float]]:
    """Return the number of each attempt, and the seconds from the first one to it."""
    return [(each.number, (each.at - delivery.attempts[0].at).total_seconds()) for each in delivery.attempts]


def test_what_is_taken_at_once_is_delivered_in_one_attempt() -> None:
    told = world(204)
    told.run()
    delivery = told.delivery()
    assert (delivery.status, attempts(delivery), delivery.attempts[0].status_code) == ("DELIVERED", [(1, 0)], 204)
    assert not told.queue.delayed


def test_seven_attempts_four_at_once_and_three_every_thirty_seconds() -> None:
    told = world(500)
    told.run()
    delivery = told.delivery()
    assert delivery.status is DeliveryStatus.FAILED
    numbers, at = zip(*attempts(delivery), strict=True)
    assert numbers == (1, 2, 3, 4, 5, 6, 7)
    assert [round(each) for each in at] == [0, 0, 0, 0, 30, 60, 90]
    assert [each[2] for each in told.endpoints.asked] == [1, 2, 3, 4, 5, 6, 7]
    assert delivery.next_attempt_at is None


def test_each_spaced_attempt_is_announced() -> None:
    told = world(500)
    told.deliver(told.queue.sent.pop())
    delivery = told.delivery()
    assert delivery.status is DeliveryStatus.PENDING
    assert delivery.next_attempt_at == delivery.updated_at + timedelta(seconds=30)


def test_what_fails_and_is_then_taken_is_delivered() -> None:
    told = world(500, "hang", 302, 200)
    told.run()
    codes = [each.status_code or each.error for each in told.delivery().attempts]
    assert (codes, told.delivery().status) == ([500, "hang", 302, 200], "DELIVERED")
    late = world(500, 500, 500, 500, 500, 200)
    late.run()
    assert (late.delivery().made, late.delivery().status) == (6, "DELIVERED")


def test_a_message_that_comes_again_after_the_end_does_nothing() -> None:
    for code, status in ((200, "DELIVERED"), (500, "FAILED")):
        told = world(code)
        told.run()
        asked = len(told.endpoints.asked)
        assert told.deliver(ABOUT) is None
        assert (len(told.endpoints.asked), told.delivery().status) == (asked, status)


def test_a_message_that_comes_before_its_time_is_sent_on() -> None:
    told = world(500)
    told.deliver(ABOUT)
    told.clock.advance(seconds=10)
    turn = told.deliver(ABOUT)
    assert turn is not None
    assert (turn.attempts, len(told.endpoints.asked)) == ((), 4)
    waits = sorted((due - told.clock.now()).total_seconds() for due, *_ in told.queue.delayed)
    assert waits == [20, 20]


def test_two_chains_of_messages_make_no_more_attempts_than_one() -> None:
    told = world(500)
    told.deliver(ABOUT)
    told.deliver(ABOUT)
    told.run()
    assert (told.delivery().made, len(told.endpoints.asked)) == (7, 7)


def test_what_was_delivered_by_another_turn_stays_delivered() -> None:
    told = world(500)
    script = told.endpoints.scripts[endpoint_of("a")]

    def meanwhile(message_id: str, attempt: int):  # type: ignore[no-untyped-def]
        told.endpoints.scripts[endpoint_of("a")] = answering(200)
        if attempt == 1:
            told.deliver(ABOUT)
        return script(message_id, attempt)

    told.endpoints.scripts[endpoint_of("a")] = meanwhile
    told.deliver(ABOUT)
    assert told.delivery().status is DeliveryStatus.DELIVERED


def test_a_webhook_that_was_switched_off_or_deleted_is_not_called() -> None:
    for change in ("off", "gone"):
        told = world(200)
        if change == "off":
            told.webhooks.save(SCOPE, told.webhook().but(status=WebhookStatus.INACTIVE))
        else:
            told.webhooks.delete(SCOPE, told.webhook())
        told.run()
        assert (told.endpoints.asked, told.delivery().status) == ([], "FAILED")


def test_a_delivery_that_is_not_kept_any_more_is_done_with() -> None:
    told = world(200)
    told.log.deliveries.clear()
    assert told.deliver(ABOUT) is None
    assert not told.endpoints.asked


def test_a_replay_is_a_round_of_its_own_with_the_same_body() -> None:
    told = world(*[500] * 7, 200)
    told.run()
    delivery, version = told.log.deliveries["webhook-1", "event-1"]
    told.log.save(SCOPE, delivery.replayed(at=told.clock.now()), version=version)
    told.queue.send([ABOUT])
    told.run()
    last = told.delivery()
    assert (last.status, last.replays, last.made) == ("DELIVERED", 1, 1)
    assert [(each.replay, each.number) for each in last.attempts][-2:] == [(0, 7), (1, 1)]
    assert {each[1] for each in told.endpoints.asked} == {"event-1"}


def test_the_log_tells_of_the_latest_attempts() -> None:
    told = world(500)
    for replay in range(5):
        told.log.deliveries["webhook-1", "event-1"] = (
            told.delivery().but(status=DeliveryStatus.PENDING, replays=replay),
            1,
        )
        told.log.healths.clear()
        told.queue.send([ABOUT])
        told.run()
    assert len(told.delivery().attempts) == 21
    assert {each.replay for each in told.delivery().attempts} == {2, 3, 4}
