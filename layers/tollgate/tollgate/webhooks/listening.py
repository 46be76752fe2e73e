"""Saying which types of events webhooks and the durable queue hear of: some are told only where somebody does."""

from collections.abc import Iterable

from tollgate.event_catalogue.ports import ListenerRepository
from tollgate.shared.scope import Scope
from tollgate.webhooks.event_queue import EventQueue
from tollgate.webhooks.webhook import Webhook, WebhookStatus

WEBHOOKS, EVENT_QUEUE = "webhooks", "event-queue"
"""Who asks for events."""


def is_listening(webhook: Webhook) -> bool:
    """Tell whether a webhook is told of events, or will be once its endpoint does well again."""
    return webhook.status is WebhookStatus.ACTIVE or webhook.paused_at is not None


def say_what_webhooks_hear(scope: Scope, webhooks: Iterable[Webhook], listeners: ListenerRepository) -> None:
    """Stage which types all of an environment's webhooks ask for, which were read after the change was begun."""
    types = {event_type for each in webhooks if is_listening(each) for event_type in each.event_types}
    listeners.say(scope, WEBHOOKS, sorted(types))


def say_what_queue_hears(scope: Scope, queue: EventQueue | None, listeners: ListenerRepository) -> None:
    """Stage which types the environment's durable queue asks for, none where there is none any more."""
    listeners.say(scope, EVENT_QUEUE, sorted(queue.event_types) if queue is not None else ())
