"""Keys of messages, deliveries and the health of endpoints; the others stand in `keys.py`."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, environment, part

DELIVERY = "D#"


def message(scope: Scope, message_id: str) -> Key:
    """Return the key of a message: in a partition of its own, as many are written at a time."""
    return Key(f"{environment(scope)}#MESSAGE#{part(message_id)}", "MESSAGE")


def deliveries(scope: Scope, webhook_id: str) -> str:
    """Return the partition of the deliveries to a webhook."""
    return f"{environment(scope)}#DELIVERIES#{part(webhook_id)}"


def delivery(scope: Scope, webhook_id: str, message_id: str) -> Key:
    """Return the key of a delivery: in the order of its message's id, which is that of recording."""
    return Key(deliveries(scope, webhook_id), f"{DELIVERY}{part(message_id)}")


def health(scope: Scope, webhook_id: str) -> Key:
    """Return the key of the health of a webhook's endpoint."""
    return Key(deliveries(scope, webhook_id), "HEALTH")
