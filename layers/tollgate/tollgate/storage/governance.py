"""Entities and assignments in table `live`: a customer's together, so that trees and lists are one query.

An assignment's item holds its definition as its body and, beside it, the counter. A change of the definition updates
the body alone and moves the item's version; counting moves the counter alone and rests on that version.
"""

from collections.abc import Iterable
from datetime import datetime

from tollgate.governance.assignment import Assignment, AssignmentKey
from tollgate.governance.budget import NOTHING, Budget
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.filters import AssignmentFilters, EntityFilters
from tollgate.shared.entity import wire_instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import governance_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import created_order
from tollgate.storage.lean_transaction import RawCondition, wire_number, wire_text
from tollgate.storage.models import LiveDocument
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session


class DynamoGovernedEntities:
    """Satisfies `governance.ports.GovernedEntityRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_many(self, scope: Scope, customer_id: str, entity_ids: Iterable[str]) -> dict[str, GovernedEntity]:
        """Return those there are, archived ones too, by their ids."""
        places = {governance_keys.entity(scope, customer_id, each): each for each in entity_ids}
        rows = self._session.load_many(LiveDocument, places)
        return {places[place]: read(GovernedEntity, row) for place, row in rows.items()}

    def all(self, scope: Scope, customer_id: str) -> list[GovernedEntity]:
        """Return every entity of the customer, archived ones too."""
        partition = governance_keys.governance(scope, customer_id)
        is_entity = LiveDocument.sk.startswith(governance_keys.ENTITIES)
        return [read(GovernedEntity, row) for row in self._session.query(LiveDocument, partition, sk=is_entity)]

    def page(
        self, scope: Scope, customer_id: str, filters: EntityFilters, request: PageRequest
    ) -> Page[GovernedEntity]:
        """Return a page of those that fit the filters, newest first."""
        fitting = [
            (created_order(each.created_at, each.id), each)
            for each in self.all(scope, customer_id)
            if filters.holds(each)
        ]
        named = {"customer": customer_id, **filters.model_dump(mode="json")}
        return page_in_memory(fitting, request, Cursor(scope, "GOVERNED_ENTITY", named))

    def save(self, scope: Scope, entity: GovernedEntity) -> None:
        """Stage a new or changed entity; of two writers who read the same, one runs again."""
        key = governance_keys.entity(scope, entity.customer_id, entity.id)
        self._session.save(LiveDocument(key.pk, key.sk, body=body_of(entity)))


class DynamoAssignments:
    """Satisfies `governance.ports.AssignmentRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_many(self, scope: Scope, wanted: Iterable[AssignmentKey]) -> dict[AssignmentKey, Budget]:
        """Return those there are."""
        places = {governance_keys.assignment(scope, each): each for each in wanted}
        rows = self._session.load_many(LiveDocument, places)
        return {places[place]: _budget_of(row) for place, row in rows.items()}

    def all(self, scope: Scope, customer_id: str) -> list[Budget]:
        """Return every assignment of the customer."""
        partition = governance_keys.governance(scope, customer_id)
        is_assignment = LiveDocument.sk.startswith(governance_keys.ASSIGNMENTS)
        return [_budget_of(row) for row in self._session.query(LiveDocument, partition, sk=is_assignment)]

    def page(
        self, scope: Scope, customer_id: str, filters: AssignmentFilters, request: PageRequest
    ) -> Page[Assignment]:
        """Return a page of those that fit the filters, newest first."""
        assignments = (budget.assignment for budget in self.all(scope, customer_id))
        fitting = [(created_order(each.created_at, each.id), each) for each in assignments if filters.holds(each)]
        named = {"customer": customer_id, **filters.model_dump(mode="json")}
        return page_in_memory(fitting, request, Cursor(scope, "ASSIGNMENT", named))

    def add(self, scope: Scope, assignment: Assignment) -> None:
        """Stage a new assignment, of which nothing is used."""
        key = governance_keys.assignment(scope, assignment.key)
        self._session.add(LiveDocument(key.pk, key.sk, body=body_of(assignment), total=NOTHING))

    def change(self, scope: Scope, former: Budget, assignment: Assignment, *, begins_anew: bool) -> None:
        """Stage the changed assignment and leave its counter alone, or let that `begin anew`."""
        sets = {"D": wire_text(body_of(assignment)), "v": wire_number(former.version + 1)}
        if begins_anew:
            # A window without length: nothing is used of any other, and whoever counts next begins one.
            begun = wire_text(wire_instant(assignment.counts_from))
            sets |= {"from": begun, "until": begun, "total": wire_number(NOTHING)}
        self._session.update(
            LiveDocument,
            governance_keys.assignment(scope, former.key),
            sets=sets,
            condition=RawCondition("#v = :seen", ("v",), {"seen": wire_number(former.version)}),
        )


def _budget_of(row: LiveDocument) -> Budget:
    start, end = row.counted_from, row.counted_until
    return Budget(
        assignment=read(Assignment, row),
        version=row.version or 0,
        period=Period.model_validate({"start": start, "end": end}) if start is not None else None,
        used=row.total if row.total is not None else NOTHING,
        counted_at=datetime.fromisoformat(row.counted_at) if row.counted_at is not None else None,
    )
