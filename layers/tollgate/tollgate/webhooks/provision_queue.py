"""Give an environment a durable queue: it is recorded first, then made, then told of, so that none is ever forgotten.

`begin_provisioning` is committed before the queue is made, `finish_provisioning` after it. Whatever stops in between is
made up for by asking again.
"""

from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope
from tollgate.webhooks.errors import EventQueueExists, EventQueueIsLeaving
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus, checked_suffix, queue_name_of
from tollgate.webhooks.listening import say_what_queue_hears
from tollgate.webhooks.queue_ports import Queueing
from tollgate.webhooks.settings import checked_types


class ProvisionQueueRequest(Value):
    """What the queue is to be. Without types it hears of every type there is now; a queue there is keeps its own."""

    scope: Scope
    region: str | None = None
    suffix: str | None = None
    event_types: tuple[str, ...] | None = None


def begin_provisioning(request: ProvisionQueueRequest, queueing: Queueing) -> EventQueue:
    """Return the queue as it is to be; one that is there already stays in use meanwhile.

    Raises `InvalidInput`, `EventQueueExists` where the environment has another, `EventQueueIsLeaving`.
    """
    scope, service = request.scope, queueing.service
    if request.region not in {None, service.region}:
        raise InvalidInput(f"Queues are in the region of this deployment, {service.region}", field="region")
    suffix = checked_suffix(request.suffix) if request.suffix is not None else None
    types = checked_types(request.event_types, field="eventTypes") if request.event_types is not None else None
    queue, now = queueing.queues.find(scope), queueing.clock.now()
    if queue is None:
        queue = EventQueue(
            queue_name=queue_name_of(scope, service.prefix, suffix),
            region=service.region,
            suffix=suffix,
            event_types=types or tuple(sorted(WIRE_NAMES)),
            created_at=now,
            updated_at=now,
        )
        _save(scope, queue, queueing)
        return queue
    if queue.status is EventQueueStatus.DEPROVISIONING:
        raise EventQueueIsLeaving.of(queue.queue_name)
    if suffix is not None and suffix != queue.suffix:
        raise EventQueueExists.of(queue.queue_name)
    changed = queue.but(event_types=types or queue.event_types)
    if queue.status is not EventQueueStatus.ACTIVE:
        changed = changed.in_status(EventQueueStatus.PROVISIONING, at=now)
    if changed != queue:
        changed = changed.but(updated_at=now)
        _save(scope, changed, queueing)
    return changed


def finish_provisioning(scope: Scope, begun: EventQueue, queue_url: str, queueing: Queueing) -> EventQueue:
    """Return the queue in use; raises `EventQueueIsLeaving` where it was taken away while it was made."""
    queue = queueing.queues.find(scope)
    if queue is None or queue.queue_name != begun.queue_name or queue.status is EventQueueStatus.DEPROVISIONING:
        raise EventQueueIsLeaving.of(begun.queue_name)
    if queue.status is EventQueueStatus.ACTIVE and queue.queue_url == queue_url:
        return queue
    active = queue.active(queue_url, at=queueing.clock.now())
    queueing.queues.save(scope, active)
    return active


def fail_provisioning(scope: Scope, begun: EventQueue, queueing: Queueing) -> None:
    """Stage that the queue could not be made, unless it is in use or on its way out by now."""
    queue = queueing.queues.find(scope)
    if queue is not None and queue.queue_name == begun.queue_name and queue.status is EventQueueStatus.PROVISIONING:
        queueing.queues.save(scope, queue.in_status(EventQueueStatus.FAILED, at=queueing.clock.now()))


def _save(scope: Scope, queue: EventQueue, queueing: Queueing) -> None:
    queueing.queues.save(scope, queue)
    say_what_queue_hears(scope, queue, queueing.listeners)
