"""Events on their way to webhooks, over the functions that carry them, to a receiver that does as a test says."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.support.clock import FixedClock
from tests.support.graphql import ask
from tests.support.logs import listening
from tests.support.receiver import Answer, Receiver, hang, receiving, redirect, reset, slow, status
from tests.support.recorded import TEST_SCOPE, all_recorded
from tests.support.template_api import TemplateApi
from tests.support.webhook_path import SECRET, WebhookPath, bus_event
from tollgate import wiring
from tollgate.integrations.webhook_sender import HttpWebhookSender
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType
from tollgate.webhooks.addresses import AllowedHosts
from tollgate.webhooks.delivery import DeliveryStatus
from tollgate.webhooks.errors import DeliveryNotFound, WebhookNotFound
from tollgate.webhooks.webhook import FormerSecret, WebhookStatus


class Hurried(HttpWebhookSender):
    """Waits for a part of a second where the product waits for 30."""

    def send(self, *asked: Any, **fields: Any) -> Any:
        """Post the body."""
        return super().send(*asked, **{**fields, "within": timedelta(milliseconds=300)})


@pytest.fixture
def path(api: TemplateApi, clock: FixedClock) -> WebhookPath:
    """The path, with endpoints on loopback; the clock starts at the present, which signatures are of."""
    clock.set(datetime.now(UTC).replace(microsecond=0))
    wiring.send_through(Hurried(allowed=AllowedHosts.of(["127.0.0.0/8"])))
    return WebhookPath(api, clock)


def bodies(receiver: Receiver) -> list[Any]:
    """Return the bodies that arrived."""
    return [json.loads(request.body) for request in receiver.requests]


def test_what_happens_is_told_with_its_secret_and_its_signature(path: WebhookPath) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url, former_secrets=[former(path, hours=1), former(path, hours=-1)])
        path.customer()
        path.run()
    [request] = receiver.requests
    delivery = path.delivery("a")
    assert request.headers["stigg-webhooks-secret"] == SECRET
    assert request.headers["webhook-id"] == delivery.id
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    body = Verifier(SECRET).verify(request.body, request.headers)
    assert Verifier(b"former-1").verify(request.body, request.headers) == body
    assert (body["type"], body["messageId"], body["id"]) == ("customer.created", delivery.id, "acme")
    assert (delivery.status, [each.status_code for each in delivery.attempts]) == ("DELIVERED", [200])


def former(path: WebhookPath, *, hours: int) -> FormerSecret:
    """Return a former secret that is good for some hours from now."""
    return FormerSecret(secret=f"former-{hours}", valid_until=path.clock.now() + timedelta(hours=hours))


def test_only_what_was_asked_for_is_told(path: WebhookPath) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url, "PLAN_CREATED")
        path.customer()
        path.run()
    assert not receiver.requests
    assert not path.deliveries("a")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (status(500), 500),
        (status(404), 404),
        (redirect("http://169.254.169.254/"), 302),
        (hang, "There was no answer within 0.3 seconds"),
        (slow(5), "There was no answer within 0.3 seconds"),
        (reset, "The connection was reset"),
    ],
)
def test_an_endpoint_that_does_not_take_it_is_tried_seven_times(
    path: WebhookPath, answer: Answer, told: int | str
) -> None:
    with receiving(answer) as receiver:
        path.hook("a", receiver.url)
        path.customer()
        path.publish()
        begun = path.clock.now()
        path.turn()
        waiting = path.delivery("a")
        assert (waiting.status, waiting.next_attempt_at) == ("PENDING", begun + timedelta(seconds=30))
        assert path.wait(10) == 1  # a message that came too soon is sent on
        assert path.delivery("a") == waiting
        path.run()
    delivery = path.delivery("a")
    assert [each.status_code or each.error for each in delivery.attempts] == [told] * 7
    assert [each.number for each in delivery.attempts] == [1, 2, 3, 4, 5, 6, 7]
    assert (delivery.status, delivery.next_attempt_at) == ("FAILED", None)
    sent = [request.headers["tollgate-delivery-attempt"] for request in receiver.requests]
    assert sent == ["1", "2", "3", "4", "5", "6", "7"]
    assert len({request.body for request in receiver.requests}) == 1


def test_an_endpoint_that_recovers_is_told_once_more(path: WebhookPath) -> None:
    with receiving(status(500), status(200)) as receiver:
        path.hook("a", receiver.url)
        path.customer()
        path.run()
    assert [each.status_code for each in path.delivery("a").attempts] == [500, 200]
    assert len(receiver.requests) == 2


def test_an_event_that_comes_twice_is_told_once(path: WebhookPath) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url)
        path.customer()
        [event] = [each for each in path.publish() if each.type == "CUSTOMER_CREATED"]
        path.turn()
        assert path.fan_out(event) == {"deliveries": 1}
        path.turn()
    assert len(receiver.requests) == 1


def test_a_delivery_is_replayed_with_its_stored_body(path: WebhookPath) -> None:
    with receiving(*[status(500)] * 7, status(200)) as receiver:
        path.hook("a", receiver.url)
        path.customer()
        path.run()
        failed = path.delivery("a")
        assert failed.status is DeliveryStatus.FAILED
        path.api.patch("/api/v1/customers/acme", name="Another")
        path.replay("a", failed.id)
        assert (path.delivery("a").status, path.delivery("a").replays) == ("PENDING", 1)
        path.run()
    replayed = path.delivery("a")
    assert (replayed.status, len(replayed.attempts), replayed.attempts[-1].number) == ("DELIVERED", 8, 1)
    assert receiver.requests[-1].body == receiver.requests[0].body
    assert bodies(receiver)[-1]["messageId"] == failed.id


def test_only_what_is_kept_is_replayed(path: WebhookPath) -> None:
    path.hook("a", "http://127.0.0.1:1/")
    with pytest.raises(DeliveryNotFound):
        path.replay("a", "message")
    with pytest.raises(WebhookNotFound):
        path.replay("b", "message")


def test_after_thirty_days_nothing_is_kept(path: WebhookPath) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url)
        path.customer()
        path.run()
        delivery = path.delivery("a")
        path.clock.advance(days=31)
        assert path.deliveries("a") == []
        with pytest.raises(DeliveryNotFound):
            path.replay("a", delivery.id)


def test_a_webhook_that_fails_for_days_is_paused_and_it_is_told(path: WebhookPath) -> None:
    with receiving(status(500)) as receiver:
        path.hook("a", receiver.url)
        for number in range(15):
            path.customer(f"customer-{number}")
        path.run()
        assert path.webhook("a").failing_since is not None
        path.clock.advance(days=3)
        path.customer("late")
        with listening() as logs:
            path.run()
    paused = path.webhook("a")
    assert (paused.status, paused.paused_at is not None) == (WebhookStatus.INACTIVE, True)
    [event] = all_recorded("WebhookPaused")
    assert (event.aggregate, event.payload["id"]) == ("WEBHOOK#a", "a")
    assert receiver.url not in logs.text
    assert "Acme" not in logs.text
    path.customer("later")
    path.run()
    assert [each.status for each in path.deliveries("a")[:2]] == ["FAILED", "FAILED"]


def test_switched_on_again_it_is_told_of_what_it_missed(path: WebhookPath) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url, status=WebhookStatus.INACTIVE, paused_at=path.clock.now())
        path.customer()
        path.run()
        missed = path.delivery("a")
        assert (missed.status, missed.attempts, receiver.requests) == ("FAILED", (), [])
        path.change("a", status=WebhookStatus.ACTIVE, paused_at=None)
        path.replay("a", missed.id)
        path.run()
    assert bodies(receiver)[0]["id"] == "acme"


def test_deliveries_are_listed_newest_first_by_pages_and_status(path: WebhookPath) -> None:
    with receiving(*[status(500)] * 7, status(200)) as receiver:
        path.hook("a", receiver.url)
        for number in range(5):
            path.customer(f"customer-{number}")
            path.run()
    with wiring.working(actor=ActorType.SYSTEM):
        log = wiring.deliveries()
        every = list(log.page(TEST_SCOPE, "a", None, PageRequest(limit=10)).rows)
        assert [each.id for each in every] == sorted((each.id for each in every), reverse=True)
        first = log.page(TEST_SCOPE, "a", None, PageRequest(limit=2))
        second = log.page(TEST_SCOPE, "a", None, PageRequest(limit=2, after=first.next))
        third = log.page(TEST_SCOPE, "a", None, PageRequest(limit=2, after=second.next))
        back = log.page(TEST_SCOPE, "a", None, PageRequest(limit=2, before=third.prev))
        assert [*first.rows, *second.rows, *third.rows] == every
        assert (third.next, back.rows) == (None, second.rows)
        failed = log.page(TEST_SCOPE, "a", [DeliveryStatus.FAILED], PageRequest(limit=2))
        assert (failed.rows, failed.next) == ((every[-1],), None)
        delivered = log.page(TEST_SCOPE, "a", [DeliveryStatus.DELIVERED], PageRequest(limit=3))
        assert delivered.next is not None
        rest = log.page(TEST_SCOPE, "a", [DeliveryStatus.DELIVERED], PageRequest(limit=3, after=delivered.next))
        assert [*delivered.rows, *rest.rows] == every[:-1]
        assert (log.body(TEST_SCOPE, "a", every[0].id) or {})["id"] == "customer-4"
        assert log.body(TEST_SCOPE, "a", "nothing") is None


def test_a_message_that_is_none_is_kept_for_another_try(path: WebhookPath) -> None:
    for function in ("DeliverFunction", "ResumeDeliveryFunction"):
        record = {"messageId": "m", "body": '{"not": "one"}', "attributes": {}, "eventSource": "aws:sqs"}
        answer = path.api.run(function, {"Records": [record]})
        assert answer == {"batchItemFailures": [{"itemIdentifier": "m"}]}


def test_a_queue_that_refuses_lets_the_event_come_again(path: WebhookPath, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        path.hook("a", receiver.url)
        path.customer()
        with monkeypatch.context() as broken:
            broken.setenv("WEBHOOK_QUEUE_URL", os.environ["WEBHOOK_QUEUE_URL"].replace("webhooks.fifo", "nowhere.fifo"))
            wiring.delivery_queue.cache_clear()
            with pytest.raises(Exception, match="NonExistentQueue"):
                path.publish()
        wiring.delivery_queue.cache_clear()
        path.run()
    assert len(receiver.requests) == 1


def test_the_sample_of_the_bus_is_what_it_carries(path: WebhookPath) -> None:
    path.customer()
    [event] = all_recorded("CustomerCreated")
    assert bus_event(event)["detail"].keys() >= {"id", "scope", "type", "payload", "aggregate"}


def test_the_activity_log_says_to_which_webhooks_an_event_was_sent(path: WebhookPath) -> None:
    path.clock.set("2026-01-15T10:30:00+00:00")
    with receiving() as receiver:
        path.hook("a", receiver.url)
        path.hook("b", receiver.url, "CUSTOMER_CREATED", "CUSTOMER_UPDATED")
        path.customer()
        path.api.patch("/api/v1/customers/acme", name="Another")
        path.run()
    document = "{ eventLogs { edges { node { eventLogType webhooks { id endpoint } } } } }"
    told = {
        edge["node"]["eventLogType"]: edge["node"]["webhooks"] for edge in ask(path.api, document)["eventLogs"]["edges"]
    }
    a, b = ({"id": name, "endpoint": receiver.url} for name in "ab")
    assert told == {"CUSTOMER_UPDATED": [b], "CUSTOMER_CREATED": [a, b]}
