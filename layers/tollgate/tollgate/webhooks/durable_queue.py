"""Telling an environment's durable queue of an event: the same body as webhooks are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tollgate.shared.events import RecordedEvent
from tollgate.webhooks.event_queue import EventQueue
from tollgate.webhooks.queue_ports import QueueService
from tollgate.webhooks.selection import body_at
from tollgate.webhooks.webhook import DEFAULT_THRESHOLDS


@dataclass(frozen=True)
class DurableQueue:
    """The queue of an environment, and what fills it. Usage is told of at the default thresholds."""

    queue: EventQueue
    service: QueueService

    def hears_of(self, event_type: str) -> bool:
        """Tell whether events of this type are sent to it."""
        return self.queue.hears_of(event_type)

    def tell(self, event: RecordedEvent, body: Mapping[str, Any]) -> bool:
        """Send the body where the queue hears of the event; tell whether it did. Told twice, it is there twice."""
        sent = body_at(DEFAULT_THRESHOLDS, event, body) if self.hears_of(event.type) else None
        if sent is None or self.queue.queue_url is None:
            return False
        self.service.send(self.queue.queue_url, sent)
        return True
