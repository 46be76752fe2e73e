"""Webhooks in table `documents`: one partition per environment, so that all of them are one consistent query."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tollgate.shared.clock import Clock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import webhook_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import created_order
from tollgate.storage.known import Known
from tollgate.storage.lean import entity_of, query_items
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session
from tollgate.webhooks.event_queue import EventQueue
from tollgate.webhooks.listening import is_listening
from tollgate.webhooks.settings import EXCEEDED
from tollgate.webhooks.webhook import DEFAULT_THRESHOLDS, Webhook

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 1_000


class DynamoWebhooks:
    """Satisfies `webhooks.ports.WebhookRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, webhook_id: str) -> Webhook | None:
        """Return the webhook, None where there is none of this id."""
        row = self._session.load(Document, webhook_keys.webhook(scope, webhook_id))
        return read(Webhook, row) if row is not None else None

    def all(self, scope: Scope) -> list[Webhook]:
        """Return every webhook of the environment, strongly consistently."""
        return [read(Webhook, row) for row in self._session.query(Document, webhook_keys.webhooks(scope))]

    def page(self, scope: Scope, status: Sequence[str] | None, request: PageRequest) -> Page[Webhook]:
        """Return a page of the webhooks of some statuses, newest first."""
        asked = frozenset(status) if status else None
        rows = [each for each in self.all(scope) if asked is None or each.status in asked]
        placed = [(created_order(each.created_at, each.id), each) for each in rows]
        return page_in_memory(placed, request, Cursor(scope, "WEBHOOK", {"status": sorted(asked or ())}))

    def add(self, scope: Scope, webhook: Webhook) -> None:
        """Stage a new webhook."""
        self._session.add(_row(scope, webhook))

    def save(self, scope: Scope, webhook: Webhook) -> None:
        """Stage the changed webhook."""
        self._session.save(_row(scope, webhook))

    def delete(self, scope: Scope, webhook: Webhook) -> None:
        """Stage the removal of the webhook."""
        self._session.delete(_row(scope, webhook))


class KnownWatchedThresholds:
    """Satisfies `usage.ports.WatchedThresholds`. One serves a whole process."""

    def __init__(self, clock: Callable[[], Clock]) -> None:
        self._clock = clock
        self._kept: Known[Scope, tuple[datetime, Sequence[int]]] = Known(_MOST_KEPT)

    def of(self, scope: Scope) -> Sequence[int]:
        """Return those of the environment; they may be up to 60 seconds old."""
        now = self._clock().now()
        kept = self._kept.get(scope)
        if kept is not None and abs(now - kept[0]) < _KEPT_FOR:
            return kept[1]
        webhooks = (entity_of(Webhook, item) for item in query_items("documents", webhook_keys.webhooks(scope)))
        own = {threshold for each in webhooks if _hears_of_usage(each) for threshold in each.thresholds}
        thresholds = tuple(sorted(own.union(DEFAULT_THRESHOLDS)))
        self._kept.keep(scope, (now, thresholds))
        return thresholds


class DynamoEventQueues:
    """Satisfies `webhooks.queue_ports.EventQueueRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope) -> EventQueue | None:
        """Return the queue, None where the environment has none."""
        row = self._session.load(Document, webhook_keys.event_queue(scope))
        return read(EventQueue, row) if row is not None else None

    def save(self, scope: Scope, queue: EventQueue) -> None:
        """Stage the new or changed queue, which was looked for before."""
        self._session.save(Document(*webhook_keys.event_queue(scope), body=body_of(queue)))

    def delete(self, scope: Scope, queue: EventQueue) -> None:
        """Stage that there is none any more."""
        self._session.delete(Document(*webhook_keys.event_queue(scope), body=body_of(queue)))


def _hears_of_usage(webhook: Webhook) -> bool:
    return is_listening(webhook) and EXCEEDED in webhook.event_types


def _row(scope: Scope, webhook: Webhook) -> Document:
    key = webhook_keys.webhook(scope, webhook.id)
    return Document(key.pk, key.sk, body=body_of(webhook))
