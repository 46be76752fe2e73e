"""Webhooks and durable queues as tests need them, and what stands in for the world beyond them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tollgate.shared.events import RecordedEvent
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage.keys import created_order
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.webhooks.delivery import Delivery, DeliveryAttempt
from tollgate.webhooks.errors import EventQueueIsLeaving, EventQueueRefused
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus
from tollgate.webhooks.sending import LONGEST_WAIT, Outcome
from tollgate.webhooks.webhook import Webhook

SCOPE = Scope(account_id="account-test", environment_id="development")
THEN = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


def a_webhook(**fields: Any) -> Webhook:
    """Return a webhook that hears of subscriptions and of usage."""
    default: dict[str, Any] = {
        "id": "webhook-1",
        "endpoint": "https://hooks.example.com/",
        "event_types": ("SUBSCRIPTION_CREATED", "ENTITLEMENT_USAGE_EXCEEDED"),
        "secret": "a-secret-of-a-test",
        "created_at": THEN,
        "updated_at": THEN,
    }
    return Webhook(**{**default, **fields})


def a_delivery(**fields: Any) -> Delivery:
    """Return a delivery that was not attempted yet."""
    default: dict[str, Any] = {
        "id": "message-1",
        "webhook_id": "webhook-1",
        "event_type": "PLAN_CREATED",
        "created_at": THEN,
        "updated_at": THEN,
    }
    return Delivery(**{**default, **fields})


def an_attempt(**fields: Any) -> DeliveryAttempt:
    """Return an attempt of a delivery."""
    default: dict[str, Any] = {"number": 1, "at": THEN, "latency_ms": 12}
    return DeliveryAttempt(**{**default, **fields})


def a_queue(**fields: Any) -> EventQueue:
    """Return a queue in use that hears of subscriptions."""
    default: dict[str, Any] = {
        "queue_name": "tollgate-test-events-a",
        "queue_url": "https://sqs/tollgate-test-events-a",
        "region": "us-east-1",
        "status": EventQueueStatus.ACTIVE,
        "event_types": ("SUBSCRIPTION_CREATED", "ENTITLEMENT_USAGE_EXCEEDED"),
        "created_at": THEN,
        "updated_at": THEN,
    }
    return EventQueue(**{**default, **fields})


def an_event(type: str = "SUBSCRIPTION_CREATED", **payload: Any) -> RecordedEvent:
    """Return an event as the outbox has it."""
    return RecordedEvent(
        id="event-1",
        scope=SCOPE,
        type=type,
        name="Event",
        source="tests",
        aggregate="AGGREGATE#a",
        version=1,
        occurred_at=THEN,
        recorded_at=THEN,
        actor=ActorType.SYSTEM,
        payload=payload,
    )


class MemoryWebhooks:
    """Satisfies `webhooks.ports.WebhookRepository`; writes take effect at once."""

    def __init__(self, *webhooks: Webhook) -> None:
        self._webhooks = {(SCOPE, each.id): each for each in webhooks}

    def find(self, scope: Scope, webhook_id: str) -> Webhook | None:
        """Return the webhook, or None."""
        return self._webhooks.get((scope, webhook_id))

    def all(self, scope: Scope) -> list[Webhook]:
        """Return every webhook of the environment."""
        return [webhook for (owner, _), webhook in self._webhooks.items() if owner == scope]

    def page(self, scope: Scope, status: Sequence[str] | None, request: PageRequest) -> Page[Webhook]:
        """Return a page of them."""
        asked = sorted(status or ())
        rows = [each for each in self.all(scope) if not asked or each.status in asked]
        placed = [(created_order(each.created_at, each.id), each) for each in rows]
        return page_in_memory(placed, request, Cursor(scope, "WEBHOOK", {"status": asked}))

    def add(self, scope: Scope, webhook: Webhook) -> None:
        """Keep a new webhook."""
        assert (scope, webhook.id) not in self._webhooks
        self._webhooks[scope, webhook.id] = webhook

    def save(self, scope: Scope, webhook: Webhook) -> None:
        """Keep a changed webhook."""
        assert (scope, webhook.id) in self._webhooks
        self._webhooks[scope, webhook.id] = webhook

    def delete(self, scope: Scope, webhook: Webhook) -> None:
        """Forget the webhook."""
        del self._webhooks[scope, webhook.id]


@dataclass
class MemoryListeners:
    """Satisfies `event_catalogue.ports.ListenerRepository`: keeps what was said last by each source."""

    said: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def begin_change(self, scope: Scope) -> None:
        """Do nothing: nobody else is here."""

    def say(self, scope: Scope, source: str, event_types: Sequence[str]) -> None:
        """Keep it."""
        self.said[source] = tuple(event_types)


@dataclass
class Book:
    """Satisfies `webhooks.ports.AddressBook`: knows what a test enters; other names lead nowhere."""

    entries: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self, host: str) -> list[str]:
        """Return what was entered."""
        return self.entries.get(host, [])


@dataclass
class ScriptedSender:
    """Satisfies `webhooks.sending.WebhookSender`: has the outcomes a test gives, and keeps what it is asked to send."""

    outcomes: list[Outcome] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send(
        self,
        endpoint: str,
        secrets: Sequence[str],
        body: Mapping[str, Any],
        *,
        message_id: str,
        at: datetime,
        within: timedelta = LONGEST_WAIT,
        attempt: int | None = None,
    ) -> Outcome:
        """Keep what is sent; return the next outcome, or a success."""
        asked = {"endpoint": endpoint, "secrets": tuple(secrets), "body": dict(body), "message_id": message_id}
        self.sent.append({**asked, "at": at, "within": within, "attempt": attempt})
        return self.outcomes.pop(0) if self.outcomes else Outcome(status_code=200, status_text="OK", latency_ms=12)


@dataclass
class MemoryQueues:
    """Satisfies `webhooks.queue_ports.QueueService`: queues in memory, which fail where a test says so."""

    prefix: str = "tollgate-test-events"
    region: str = "us-east-1"
    made: set[str] = field(default_factory=set)
    removed_just_now: set[str] = field(default_factory=set)
    is_refusing: bool = False
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def create(self, queue_name: str) -> str:
        """Make the queue."""
        if queue_name in self.removed_just_now:
            raise EventQueueIsLeaving.of(queue_name)
        if self.is_refusing:
            raise EventQueueRefused.of(queue_name, "AccessDenied")
        self.made.add(queue_name)
        return f"https://sqs/{queue_name}"

    def remove(self, queue_name: str) -> None:
        """Remove the queue."""
        if self.is_refusing:
            raise EventQueueRefused.of(queue_name, "AccessDenied")
        self.made.discard(queue_name)

    def send(self, queue_url: str, body: Mapping[str, Any]) -> None:
        """Keep the body."""
        self.sent.append((queue_url, body))
