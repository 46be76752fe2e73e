"""List the kinds of entities."""

from tollgate.governance.entity_type import EntityType
from tollgate.governance.governing import Governing
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_entity_types(scope: Scope, request: PageRequest, *, governing: Governing) -> Page[EntityType]:
    """Return a page of the entity types, newest first; raises `GovernanceNotEnabled`."""
    governing.check_enabled(scope)
    return governing.types.page(scope, request)
