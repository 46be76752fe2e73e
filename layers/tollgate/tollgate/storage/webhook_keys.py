"""Keys of webhooks and durable queues; the others stand in `keys.py`."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, environment, part


def webhooks(scope: Scope) -> str:
    """Return the partition of the webhooks of an environment."""
    return f"{environment(scope)}#WEBHOOK"


def webhook(scope: Scope, webhook_id: str) -> Key:
    """Return the key of a webhook."""
    return Key(webhooks(scope), part(webhook_id))


def event_queue(scope: Scope) -> Key:
    """Return the key of the durable queue of an environment."""
    return Key(f"{environment(scope)}#SETTINGS", "EVENT_QUEUE")
