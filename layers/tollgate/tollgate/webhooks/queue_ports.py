"""What durable queues need: where they are recorded, who makes them, and how they are told of events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tollgate.event_catalogue.ports import ListenerRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope
from tollgate.webhooks.event_queue import EventQueue


class EventQueueRepository(Protocol):
    """The one queue that an environment may have."""

    def find(self, scope: Scope) -> EventQueue | None:
        """Return the queue, None where the environment has none."""
        ...

    def save(self, scope: Scope, queue: EventQueue) -> None:
        """Stage the new or changed queue, which was looked for before."""
        ...

    def delete(self, scope: Scope, queue: EventQueue) -> None:
        """Stage that there is none any more."""
        ...


class QueueService(Protocol):
    """Makes, fills and removes queues. Each may be asked twice for the same and does it once."""

    @property
    def region(self) -> str:
        """Return where the queues are."""
        ...

    @property
    def prefix(self) -> str:
        """Return what the names of all queues begin with."""
        ...

    def create(self, queue_name: str) -> str:
        """Return the address of the queue, which is made where there is none.

        Raises `EventQueueIsLeaving` where one of this name was removed a moment ago, `EventQueueRefused` otherwise.
        """
        ...

    def remove(self, queue_name: str) -> None:
        """Remove the queue, if there is one; raises `EventQueueRefused`."""
        ...

    def send(self, queue_url: str, body: Mapping[str, Any]) -> None:
        """Put a body into the queue; raises `EventQueueRefused` where it was not taken."""
        ...


@dataclass(frozen=True)
class Queueing:
    """The ports that durable queues work with."""

    queues: EventQueueRepository
    listeners: ListenerRepository
    service: QueueService
    clock: Clock
