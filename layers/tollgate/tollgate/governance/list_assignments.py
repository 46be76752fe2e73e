"""List the assignments of a customer."""

from tollgate.governance.filters import AssignmentFilters
from tollgate.governance.governing import Governing
from tollgate.governance.upsert_assignments import PlacedAssignment
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_assignments(
    scope: Scope, customer_id: str, filters: AssignmentFilters, request: PageRequest, *, governing: Governing
) -> Page[PlacedAssignment]:
    """Return a page of the assignments, newest first, those of archived entities too.

    Raises `GovernanceNotEnabled` and `CustomerNotFound`.
    """
    governing.present_of(scope, customer_id)
    page = governing.assignments.page(scope, customer_id, filters, request)
    ids = dict.fromkeys(each.entity_id for each in page.rows)
    entities = governing.entities.find_many(scope, customer_id, ids)
    placed = tuple(
        PlacedAssignment(assignment=each, parent_id=entities[each.entity_id].parent_id) for each in page.rows
    )
    return Page(rows=placed, next=page.next, prev=page.prev)
