"""Endpoints that fail: they are left alone, told of, switched off after days, and fine again with one delivery."""

from datetime import timedelta
from itertools import pairwise

from tests.support.delivering import DeliveryWorld, answering, endpoint_of
from tests.support.webhooks import SCOPE, a_webhook, an_event
from tollgate.webhooks.webhook import WebhookStatus


def failing(*codes: int | str, events: int = 30) -> DeliveryWorld:
    """Return a world of a webhook whose endpoint answers so, told of many events at once."""
    world = DeliveryWorld(a_webhook(endpoint=endpoint_of("a")), a=answering(*codes))
    tell(world, 0, events)
    return world


def tell(world: DeliveryWorld, first: int, last: int) -> None:
    """Tell of some events."""
    for number in range(first, last):
        world.tell(an_event().but(id=f"event-{number:04d}"))


def asked(world: DeliveryWorld) -> int:
    """Return how many requests were made."""
    return len(world.endpoints.asked)


def statuses(world: DeliveryWorld) -> set[str]:
    """Return the statuses of all deliveries."""
    return {delivery.status.value for delivery, _ in world.log.deliveries.values()}


def test_fourteen_deliveries_run_their_whole_course_before_an_endpoint_is_left_alone() -> None:
    world = failing(500, events=14)
    world.run()
    assert (asked(world), statuses(world)) == (98, {"FAILED"})
    assert world.webhook().failing_since is None


def test_an_endpoint_that_fails_on_is_tried_once_after_each_rest() -> None:
    world = failing(500, events=40)
    world.run(until=timedelta(seconds=5))
    assert asked(world) == 101
    assert world.webhook().failing_since is not None
    world.run(until=timedelta(hours=3))
    rested = [each[3] for each in world.endpoints.asked[100:]]
    gaps = [(after - before).total_seconds() for before, after in pairwise(rested)]
    rests = [30, 60, 120, 240, *[420] * (len(gaps) - 4)]
    # The rest, and then until the first delivery comes whose turn it is.
    assert all(rest <= gap <= 2 * rest + 1 for rest, gap in zip(rests, gaps, strict=True))
    assert len(gaps) > 15
    assert world.delivery(message_id="event-0000").made < 7


def test_an_endpoint_that_hangs_is_left_alone_sooner() -> None:
    world = failing("hang", events=40)
    while world.webhook().failing_since is None:
        world.deliver(world.queue.sent.pop(0))
    assert asked(world) == 12


def test_an_endpoint_that_recovers_is_told_of_everything() -> None:
    world = failing(500, events=40)
    world.run(until=timedelta(minutes=10))
    world.endpoints.scripts[endpoint_of("a")] = answering(200)
    world.run()
    ends = [delivery.status for delivery, _ in world.log.deliveries.values()]
    assert set(ends) == {"DELIVERED", "FAILED"}
    assert ends.count("FAILED") < 5, "those that were tried again and again"
    assert (world.webhook().failing_since, world.log.healths) == (None, {})


def test_a_delivery_in_between_makes_an_endpoint_well() -> None:
    world = failing(*[500] * 20, 200, events=2)
    tell(world, 2, 30)
    world.run(until=timedelta(minutes=5))
    assert world.log.healths == {}
    assert world.webhook().failing_since is None


def test_after_three_days_of_failing_a_webhook_is_paused_and_it_is_told() -> None:
    world = failing(500, events=200)
    world.run(until=timedelta(days=2, hours=23))
    assert world.webhook().status is WebhookStatus.ACTIVE
    assert "PENDING" in statuses(world)
    world.run(until=timedelta(hours=2))
    paused = world.webhook()
    assert (paused.status, paused.paused_at is not None, world.events.names) == ("INACTIVE", True, ["WebhookPaused"])
    assert statuses(world) == {"FAILED"}
    before = asked(world)
    tell(world, 300, 310)
    world.run()
    assert asked(world) == before
    assert statuses(world) == {"FAILED"}


def test_few_failures_in_many_days_pause_nothing() -> None:
    world = failing(500, events=1)
    for day in range(1, 10):
        world.clock.advance(days=1)
        tell(world, day, day + 1)
        world.run()
    assert world.webhook().status is WebhookStatus.ACTIVE


def test_a_webhook_that_is_switched_on_again_is_tried_at_once_and_has_its_days_anew() -> None:
    world = failing(500, events=200)
    world.run(until=timedelta(days=4))
    assert world.webhook().status is WebhookStatus.INACTIVE
    now = world.clock.now()
    switched_on = {"status": WebhookStatus.ACTIVE, "paused_at": None, "failing_since": None, "updated_at": now}
    world.webhooks.save(SCOPE, world.webhook().but(**switched_on))
    before = asked(world)
    tell(world, 400, 401)
    world.run(until=timedelta(days=2))
    assert asked(world) > before
    assert world.webhook().status is WebhookStatus.ACTIVE
