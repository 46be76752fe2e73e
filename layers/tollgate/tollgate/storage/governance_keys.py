"""The keys of governance: what an environment attributes by, and each customer's entities and assignments."""

from tollgate.governance.assignment import AssignmentKey, Target
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, digest, environment, part

ENTITIES, ASSIGNMENTS = "E#", "A#"
"""What the sort keys of a customer's entities, and of its assignments, begin with."""


def entity_types(scope: Scope) -> Key:
    """Return the key of the entity types of an environment."""
    return Key(f"{environment(scope)}#GOVERNANCE", "TYPES")


def settings(scope: Scope) -> Key:
    """Return the key of what switches governance on and off."""
    return Key(f"{environment(scope)}#GOVERNANCE", "SETTINGS")


def governance(scope: Scope, customer_id: str) -> str:
    """Return the partition of a customer's entities and assignments."""
    return f"{customer_partition(scope, customer_id)}#G"


def entity(scope: Scope, customer_id: str, entity_id: str) -> Key:
    """Return the key of an entity."""
    return Key(governance(scope, customer_id), f"{ENTITIES}{part(entity_id)}")


def assignments(target: Target, entity_id: str) -> str:
    """Return what the sort keys of an entity's budgets of a feature or currency begin with."""
    return f"{ASSIGNMENTS}{target.kind}#{part(target.id)}#{part(entity_id)}#"


def assignment(scope: Scope, key: AssignmentKey) -> Key:
    """Return the key of an assignment; a scope, which may be long, enters it as sha256."""
    named = digest("#".join(key.scope)) if key.scope else ""
    return Key(governance(scope, key.customer_id), assignments(key.target, key.entity_id) + named)
