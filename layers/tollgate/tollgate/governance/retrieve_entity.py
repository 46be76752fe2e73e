"""Show an entity of a customer."""

from tollgate.governance.entity import GovernedEntity
from tollgate.governance.errors import GovernedEntityNotFound
from tollgate.governance.governing import Governing
from tollgate.shared.scope import Scope


def retrieve_entity(scope: Scope, customer_id: str, entity_id: str, *, governing: Governing) -> GovernedEntity:
    """Return the entity, archived or not.

    Raises `GovernanceNotEnabled`, `CustomerNotFound` and `GovernedEntityNotFound`.
    """
    governing.present_of(scope, customer_id)
    found = governing.entities.find_many(scope, customer_id, [entity_id])
    if entity_id not in found:
        raise GovernedEntityNotFound.of(entity_id)
    return found[entity_id]
