"""Who is told of an event, and in which body."""

from typing import Any

import pytest

from tests.support.webhooks import MemoryQueues, a_queue, a_webhook, an_event
from tollgate.webhooks.durable_queue import DurableQueue
from tollgate.webhooks.event_queue import EventQueueStatus
from tollgate.webhooks.selection import bodies_for, body_at, thresholds_for
from tollgate.webhooks.webhook import WebhookStatus

BODY: dict[str, Any] = {"type": "entitlement.usage_exceeded", "thresholdPercentage": 100, "currentUsage": 10}


def exceeded(*crossed: int, **payload: Any) -> Any:
    return an_event(
        "ENTITLEMENT_USAGE_EXCEEDED", thresholdPercentage=max(crossed), crossedThresholds=list(crossed), **payload
    )


def test_active_webhooks_hear_of_the_types_they_asked_for() -> None:
    hearing, other = a_webhook(id="a"), a_webhook(id="b", event_types=("PLAN_CREATED",))
    off = a_webhook(id="c", status=WebhookStatus.INACTIVE)
    body = {"type": "subscription.created"}
    assert bodies_for([other, hearing, off], an_event(), body) == [(hearing, body)]
    assert bodies_for([other, hearing, off], an_event("PLAN_DELETED"), body) == []


@pytest.mark.parametrize(
    ("thresholds", "crossed", "told"),
    [
        ((80, 100), (80,), 80),
        ((80, 100), (80, 100), 100),
        ((80, 100), (50, 80, 90), 80),
        ((80, 100), (50,), None),
        ((80, 100), (120,), None),
        ((50,), (50, 80, 100), 50),
        ((50, 120), (50, 80, 100, 120), 120),
        ((90,), (80, 100), None),
    ],
)
def test_usage_is_told_of_at_the_highest_threshold_of_its_own(
    thresholds: tuple[int, ...], crossed: tuple[int, ...], told: int | None
) -> None:
    webhook, event = a_webhook(thresholds=thresholds), exceeded(*crossed)
    assert thresholds_for(webhook, event) == ({"thresholdPercentage": told} if told else None)
    with_all = {**BODY, "crossedThresholds": list(crossed)}
    sent = [(webhook, {**BODY, "thresholdPercentage": told})] if told else []
    assert bodies_for([webhook], event, with_all) == bodies_for([webhook], event, BODY) == sent


def test_an_event_that_names_one_threshold_only_is_of_that_one() -> None:
    event = an_event("ENTITLEMENT_USAGE_EXCEEDED", thresholdPercentage=100)
    assert body_at((80, 100), event, BODY) == BODY
    assert body_at((80,), event, BODY) is None


def test_other_events_are_the_same_for_all() -> None:
    assert thresholds_for(a_webhook(thresholds=(1,)), an_event()) == {}
    assert body_at((1,), an_event(), BODY) is BODY


def test_a_durable_queue_in_use_is_told_of_its_types_at_the_default_thresholds() -> None:
    service = MemoryQueues()
    queue = DurableQueue(a_queue(), service)
    assert queue.tell(an_event(), {"type": "subscription.created"})
    assert not queue.tell(an_event("PLAN_CREATED"), {"type": "plan.created"})
    assert not queue.tell(exceeded(50), BODY)
    assert queue.tell(exceeded(50, 80), BODY)
    url = "https://sqs/tollgate-test-events-a"
    assert service.sent == [(url, {"type": "subscription.created"}), (url, {**BODY, "thresholdPercentage": 80})]


@pytest.mark.parametrize("status", sorted(set(EventQueueStatus) - {EventQueueStatus.ACTIVE}))
def test_a_durable_queue_that_is_not_in_use_is_told_of_nothing(status: EventQueueStatus) -> None:
    service = MemoryQueues()
    assert not DurableQueue(a_queue(status=status), service).tell(an_event(), {})
    assert service.sent == []
