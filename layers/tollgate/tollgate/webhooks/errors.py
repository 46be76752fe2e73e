"""What webhooks and durable queues refuse."""

from tollgate.shared.errors import Conflict, InvalidInput, NotFound, Unavailable

MOST_WEBHOOKS = 100
"""As many as an environment has; whoever tells of an event reads all of them."""


class WebhookNotFound(NotFound):
    """The environment has no webhook of this id."""

    code = "HookNotFound"

    @classmethod
    def of(cls, webhook_id: str) -> "WebhookNotFound":
        """Return the error for this id."""
        return cls(f"There is no webhook with the id {webhook_id}", id=webhook_id)


class TooManyWebhooks(InvalidInput):
    """The environment has as many webhooks as it can have."""

    @classmethod
    def of(cls) -> "TooManyWebhooks":
        """Return the error."""
        return cls(f"An environment has at most {MOST_WEBHOOKS} webhooks; delete one first")


class DeliveryNotFound(NotFound):
    """The webhook was told of no such event, or longer ago than deliveries are kept."""

    code = "WebhookDeliveryNotFound"

    @classmethod
    def of(cls, message_id: str) -> "DeliveryNotFound":
        """Return the error for this message."""
        return cls(f"No delivery of the message {message_id} is kept", messageId=message_id)


class EventQueueNotFound(NotFound):
    """The environment has no durable queue."""

    code = "EventQueueNotFound"

    @classmethod
    def of(cls) -> "EventQueueNotFound":
        """Return the error."""
        return cls("This environment has no event queue; provision one first")


class EventQueueExists(Conflict):
    """The environment has a durable queue of another name."""

    @classmethod
    def of(cls, queue_name: str) -> "EventQueueExists":
        """Return the error for the queue there is."""
        return cls(f"This environment has the event queue {queue_name}; delete it first", queueName=queue_name)


class EventQueueInTheMaking(Conflict):
    """The durable queue is being made at this moment."""

    is_retryable = True

    @classmethod
    def of(cls, queue_name: str) -> "EventQueueInTheMaking":
        """Return the error for this queue."""
        return cls(f"The event queue {queue_name} is being made; delete it in a minute", queueName=queue_name)


class EventQueueIsLeaving(Conflict):
    """The durable queue is being removed, or its name was in use a moment ago."""

    is_retryable = True

    @classmethod
    def of(cls, queue_name: str) -> "EventQueueIsLeaving":
        """Return the error for this queue."""
        return cls(
            f"The event queue {queue_name} is being deleted; its name is free again after a minute, another suffix now",
            queueName=queue_name,
        )


class EventQueueRefused(Unavailable):
    """The queue could be neither made nor removed; sent again the request may pass."""

    @classmethod
    def of(cls, queue_name: str, reason: str) -> "EventQueueRefused":
        """Return the error for this queue and what SQS says of it."""
        return cls(f"The event queue {queue_name} could not be changed: {reason}", queueName=queue_name)
