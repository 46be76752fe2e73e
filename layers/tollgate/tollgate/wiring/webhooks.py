"""The ports of webhooks and of durable queues, joined with storage, names of hosts and SQS."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.clocks import environment_kinds
from tollgate.wiring.telling import listeners
from tollgate.wiring.work import clock, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.shared.scope import Scope
    from tollgate.usage.ports import WatchedThresholds
    from tollgate.webhooks.addresses import AllowedHosts
    from tollgate.webhooks.durable_queue import DurableQueue
    from tollgate.webhooks.managing import Managing
    from tollgate.webhooks.ports import AddressBook, WebhookRepository
    from tollgate.webhooks.queue_ports import EventQueueRepository, Queueing, QueueService

_book: "AddressBook | None" = None


def webhooks() -> "WebhookRepository":
    """Return the webhooks."""
    from tollgate.storage.webhooks import DynamoWebhooks

    return DynamoWebhooks(session())


@cache
def allowed_hosts() -> "AllowedHosts":
    """Return the hosts beside the open internet that bodies may be sent to."""
    from tollgate.webhooks.addresses import AllowedHosts

    return AllowedHosts.of(os.environ["WEBHOOK_ALLOWED_HOSTS"].split(","))


def address_book() -> "AddressBook":
    """Return where names of hosts lead: as the resolver says, unless another book was opened."""
    from tollgate.integrations.address_book import Resolver

    return _book or Resolver()


def open_address_book(book: "AddressBook | None") -> None:
    """Take this address book from now on, or the resolver's."""
    global _book
    _book = book


def start_webhooks_afresh() -> None:
    """Forget what this process knows of webhooks, and take the resolver's address book."""
    open_address_book(None)
    allowed_hosts.cache_clear()
    watched_thresholds.cache_clear()
    queue_service.cache_clear()


def managing_webhooks() -> "Managing":
    """Return what the management of webhooks works with."""
    from tollgate.shared.secret import RandomSecrets
    from tollgate.webhooks.managing import Managing

    return Managing(
        webhooks=webhooks(),
        listeners=listeners(),
        environments=environment_kinds(),
        book=address_book(),
        allowed=allowed_hosts(),
        secrets=RandomSecrets(),
        clock=clock(),
        ids=ids(),
    )


@cache
def watched_thresholds() -> "WatchedThresholds":
    """Return the thresholds that anybody hears of, one memory for the process."""
    from tollgate.storage.webhooks import KnownWatchedThresholds

    return KnownWatchedThresholds(clock)


def event_queues() -> "EventQueueRepository":
    """Return the durable queues of environments."""
    from tollgate.storage.webhooks import DynamoEventQueues

    return DynamoEventQueues(session())


@cache
def queue_service() -> "QueueService":
    """Return what makes, fills and removes durable queues."""
    from tollgate.integrations.event_queues import SqsEventQueues

    return SqsEventQueues(os.environ["EVENT_QUEUE_PREFIX"], region=os.environ["AWS_REGION"])


def queueing() -> "Queueing":
    """Return what durable queues work with."""
    from tollgate.webhooks.queue_ports import Queueing

    return Queueing(queues=event_queues(), listeners=listeners(), service=queue_service(), clock=clock())


def durable_queue(scope: "Scope") -> "DurableQueue | None":
    """Return the durable queue of an environment, None where it has none."""
    from tollgate.webhooks.durable_queue import DurableQueue

    queue = event_queues().find(scope)
    return DurableQueue(queue, queue_service()) if queue is not None else None
