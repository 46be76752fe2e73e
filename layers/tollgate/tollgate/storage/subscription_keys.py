"""The keys of what belongs to subscriptions in table `documents`: contracts, and imports of subscriptions."""

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, environment, part

CONTRACTS = "CONTRACT#"
"""What the sort key of each contract of a customer begins with."""


def contract(scope: Scope, customer_id: str, contract_id: str) -> Key:
    """Return the key of a contract, beside its customer."""
    return Key(customer_partition(scope, customer_id), f"{CONTRACTS}{part(contract_id)}")


def contract_pointer(scope: Scope, contract_id: str) -> Key:
    """Return the key of the item that leads from a contract's id to its customer."""
    return Key(f"{environment(scope)}#CONTRACT#{part(contract_id)}", "P")


def subscription_import(scope: Scope) -> Key:
    """Return the key of the import of subscriptions that is going on; there is one at most."""
    return Key(f"{environment(scope)}#IMPORT", "SUBSCRIPTIONS")
