"""Take an environment's durable queue away, with all that nobody took from it.

`begin_removal` is committed before the queue is removed, `finish_removal` after it; asked again, it goes on.
"""

from datetime import timedelta

from tollgate.shared.scope import Scope
from tollgate.webhooks.errors import EventQueueInTheMaking, EventQueueNotFound
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus
from tollgate.webhooks.listening import say_what_queue_hears
from tollgate.webhooks.queue_ports import EventQueueRepository, Queueing

LONGEST_MAKING = timedelta(minutes=1)
"""Whoever makes a queue has given up by then: a request is answered within 30 seconds."""


def retrieve_queue(scope: Scope, queues: EventQueueRepository) -> EventQueue:
    """Return the queue of the environment; raises `EventQueueNotFound`."""
    queue = queues.find(scope)
    if queue is None:
        raise EventQueueNotFound.of()
    return queue


def begin_removal(scope: Scope, queueing: Queueing) -> EventQueue:
    """Return the queue, which is told of nothing any more; raises `EventQueueNotFound`, `EventQueueInTheMaking`."""
    queue, now = retrieve_queue(scope, queueing.queues), queueing.clock.now()
    if queue.status is EventQueueStatus.DEPROVISIONING:
        return queue
    if queue.status is EventQueueStatus.PROVISIONING and now - queue.updated_at < LONGEST_MAKING:
        # Removed now, it could be made right after that, and nobody would know of it.
        raise EventQueueInTheMaking.of(queue.queue_name)
    leaving = queue.in_status(EventQueueStatus.DEPROVISIONING, at=now)
    queueing.queues.save(scope, leaving)
    say_what_queue_hears(scope, None, queueing.listeners)
    return leaving


def finish_removal(scope: Scope, begun: EventQueue, queueing: Queueing) -> None:
    """Stage that there is no queue any more, unless another was given to the environment by now."""
    queue = queueing.queues.find(scope)
    if queue is not None and queue.status is EventQueueStatus.DEPROVISIONING and queue.queue_name == begun.queue_name:
        queueing.queues.delete(scope, queue)
