"""The keys of what hangs on customers: entities of vendors, imports, and what is paid for others."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, digest, environment, part, task


def linked_entity(scope: Scope, integration_id: str, entity_id: str) -> Key:
    """Return the key of the item that leads from an integration's entity to the customer it stands for."""
    return Key(f"{environment(scope)}#LINK#{part(integration_id)}#{digest(entity_id)}", "P")


def paid_subscriptions(scope: Scope, customer_id: str) -> str:
    """Return the partition of the pointers to what a customer pays for others: its own."""
    return customer_partition(scope, customer_id)


def paid_subscription(scope: Scope, customer_id: str, subscription_id: str) -> Key:
    """Return the key of the item that leads from a payer to a subscription of another customer."""
    return Key(paid_subscriptions(scope, customer_id), f"PAYS#{part(subscription_id)}")


def customer_import(scope: Scope) -> Key:
    """Return the key of the import of customers that is going on; there is one at most."""
    return Key(f"{environment(scope)}#IMPORT", "CUSTOMERS")


def import_chunk(scope: Scope, task_id: str, number: int) -> Key:
    """Return the key of a part of what an import was given, beside its task."""
    return task(scope, task_id, f"CHUNK#{number:05d}")
