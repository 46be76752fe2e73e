"""Durable queues on the wire: ours, beyond the contract."""

from typing import Self

from tollgate import wiring
from tollgate.api.wire import sent
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Caller, Scope
from tollgate.webhooks.errors import EventQueueRefused
from tollgate.webhooks.event_queue import EventQueue, EventQueueStatus
from tollgate.webhooks.provision_queue import (
    ProvisionQueueRequest,
    begin_provisioning,
    fail_provisioning,
    finish_provisioning,
)
from tollgate.webhooks.remove_queue import begin_removal, finish_removal


class ProvisionQueueBody(Value):
    """What the queue is to be; without types it hears of every type there is now."""

    region: str | None = None
    suffix: str | None = None
    event_types: list[str] | None = None

    def to_request(self, scope: Scope) -> ProvisionQueueRequest:
        """Return the domain's request."""
        return ProvisionQueueRequest(scope=scope, **sent(self))


class EventQueueView(Value):
    """The queue of an environment."""

    queue_name: str
    queue_url: str | None
    region: str
    suffix: str | None
    status: EventQueueStatus
    event_types: list[str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, queue: EventQueue) -> Self:
        """Return the view of a queue."""
        return cls.model_validate(dict(queue))


def provisioned(request: ProvisionQueueRequest, caller: Caller) -> EventQueue:
    """Return the queue in use. It is recorded before it is made: a queue that nobody knows of would stay for ever."""
    begun = wiring.transact(
        lambda: begin_provisioning(request, wiring.queueing()), actor=caller.actor, actor_id=caller.key_id
    )
    try:
        url = wiring.queueing().service.create(begun.queue_name)
    except EventQueueRefused:
        wiring.transact(
            lambda: fail_provisioning(request.scope, begun, wiring.queueing()),
            actor=caller.actor,
            actor_id=caller.key_id,
        )
        raise
    return finish_provisioning(request.scope, begun, url, wiring.queueing())


def removed(caller: Caller) -> EventQueue:
    """Return the queue as it leaves; the record of it goes once it is removed."""
    scope = caller.scope
    begun = wiring.transact(lambda: begin_removal(scope, wiring.queueing()), actor=caller.actor, actor_id=caller.key_id)
    wiring.queueing().service.remove(begun.queue_name)
    finish_removal(scope, begun, wiring.queueing())
    return begun
