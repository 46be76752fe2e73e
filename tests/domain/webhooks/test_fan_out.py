"""Who is told of an event: each webhook once, however often the event comes."""

from tests.support.delivering import DeliveryWorld, endpoint_of
from tests.support.webhooks import SCOPE, THEN, a_webhook, an_event
from tollgate.webhooks.delivery import DeliveryStatus
from tollgate.webhooks.events import WebhookDeliveryReplayed
from tollgate.webhooks.webhook import WebhookStatus


def told_ids(world: DeliveryWorld) -> list[str]:
    """Return the webhooks of the messages that were sent."""
    return [each.webhook_id for each in world.queue.sent]


def test_each_webhook_that_hears_of_it_has_a_delivery() -> None:
    world = DeliveryWorld(
        a_webhook(id="a"),
        a_webhook(id="deaf", event_types=("PLAN_CREATED",)),
        a_webhook(id="off", status=WebhookStatus.INACTIVE),
        a_webhook(id="b"),
    )
    assert [(each.webhook_id, each.status) for each in world.tell(an_event())] == [("a", "PENDING"), ("b", "PENDING")]
    assert told_ids(world) == ["a", "b"]
    assert world.log.messages["event-1"].bodies == ({"type": "SUBSCRIPTION_CREATED", "messageId": "event-1"},)


def test_what_nobody_hears_of_leaves_nothing() -> None:
    world = DeliveryWorld(a_webhook(event_types=("PLAN_CREATED",)))
    assert not world.tell(an_event())
    assert not world.log.messages


def test_an_event_that_comes_again_is_sent_again_only_where_nothing_was_tried() -> None:
    world = DeliveryWorld(a_webhook(id="a", endpoint=endpoint_of("a")), a_webhook(id="b"))
    world.tell(an_event())
    world.deliver(world.queue.sent.pop(0))
    world.queue.sent.clear()
    world.tell(an_event())
    assert told_ids(world) == ["b"]


def test_whoever_came_later_does_not_hear_of_it_when_it_comes_again() -> None:
    world = DeliveryWorld(a_webhook(id="a"))
    world.tell(an_event())
    world.webhooks.add(SCOPE, a_webhook(id="b"))
    assert [each.webhook_id for each in world.tell(an_event())] == ["a"]


def test_thresholds_of_their_own_make_bodies_of_their_own() -> None:
    world = DeliveryWorld(
        a_webhook(id="a"), a_webhook(id="b", thresholds=(50,)), a_webhook(id="c"), a_webhook(id="d", thresholds=(99,))
    )
    event = an_event("ENTITLEMENT_USAGE_EXCEEDED", thresholdPercentage=80, crossedThresholds=[50, 80])
    assert [(each.webhook_id, each.variant) for each in world.tell(event)] == [("a", 0), ("b", 1), ("c", 0)]
    assert [body["thresholdPercentage"] for body in world.log.messages["event-1"].bodies] == [80, 50]


def test_a_webhook_that_was_paused_has_deliveries_that_wait_to_be_replayed() -> None:
    paused = a_webhook(id="a", status=WebhookStatus.INACTIVE, paused_at=THEN)
    world = DeliveryWorld(paused, a_webhook(id="b"))
    statuses = {each.webhook_id: each.status for each in world.tell(an_event())}
    assert statuses == {"a": DeliveryStatus.FAILED, "b": DeliveryStatus.PENDING}
    assert told_ids(world) == ["b"]


def test_a_replay_is_sent_on_its_way() -> None:
    world = DeliveryWorld(a_webhook())
    world.tell(an_event())
    world.queue.sent.clear()
    delivery = world.delivery().replayed(at=THEN)
    replayed = WebhookDeliveryReplayed.of(delivery, at=THEN)
    world.tell(an_event(replayed.event_type, **replayed.payload))
    assert [(each.webhook_id, each.message_id) for each in world.queue.sent] == [("webhook-1", "event-1")]
