"""List the entities of a customer."""

from tollgate.governance.entity import GovernedEntity
from tollgate.governance.filters import EntityFilters
from tollgate.governance.governing import Governing
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_entities(
    scope: Scope, customer_id: str, filters: EntityFilters, request: PageRequest, *, governing: Governing
) -> Page[GovernedEntity]:
    """Return a page of the entities, newest first; raises `GovernanceNotEnabled` and `CustomerNotFound`."""
    governing.present_of(scope, customer_id)
    return governing.entities.page(scope, customer_id, filters, request)
