"""Promotional entitlements in table `documents`, each in the partition of its customer."""

from collections.abc import Callable

from tollgate.customers.filters import PromotionFilters
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.shared.entity import wire_instant
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import clock_keys, grant_keys, keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session


class DynamoPromotions:
    """Satisfies `customers.ports.PromotionRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, customer_id: str, feature_id: str) -> PromotionalEntitlement | None:
        """Return what was granted of a feature, or None."""
        row = self._session.load(Document, grant_keys.promotion(scope, customer_id, feature_id))
        return read(PromotionalEntitlement, row) if row is not None else None

    def of_customer(self, scope: Scope, customer_id: str) -> list[PromotionalEntitlement]:
        """Return everything that was granted to a customer."""
        partition = keys.customer_partition(scope, customer_id)
        rows = self._session.query(Document, partition, sk=Document.sk.startswith(grant_keys.PROMOTIONS))
        return [read(PromotionalEntitlement, row) for row in rows]

    def page(
        self,
        scope: Scope,
        customer_id: str,
        filters: PromotionFilters,
        request: PageRequest,
        *,
        status_of: Callable[[PromotionalEntitlement], PromotionStatus],
    ) -> Page[PromotionalEntitlement]:
        """Return a page of what was granted to a customer and fits the filters, newest first."""
        fitting = [
            (keys.created_order(each.created_at, each.feature_id), each)
            for each in self.of_customer(scope, customer_id)
            if filters.holds(each, status_of(each))
        ]
        cursor = Cursor(scope, "PROMOTION", {"customer": customer_id, **filters.model_dump(mode="json")})
        return page_in_memory(fitting, request, cursor)

    def add(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage the first grant of a feature."""
        self._session.add(_row(scope, promotion), aggregate=_aggregate(promotion))

    def save(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage a changed grant, or a new one in the place of one that was loaded."""
        self._session.save(_row(scope, promotion), aggregate=_aggregate(promotion))

    def remove(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage the removal of a grant that was loaded."""
        self._session.delete(_row(scope, promotion), aggregate=_aggregate(promotion))


def _aggregate(promotion: PromotionalEntitlement) -> str:
    return f"PROMOTIONAL_ENTITLEMENT#{promotion.id}"


def _row(scope: Scope, promotion: PromotionalEntitlement) -> Document:
    key = grant_keys.promotion(scope, promotion.customer_id, promotion.feature_id)
    row = Document(key.pk, key.sk, body=body_of(promotion))
    if promotion.due_at is not None:
        aggregate = f"{promotion.customer_id}#{promotion.feature_id}"
        row.due_shard = clock_keys.due_shard_of(scope, aggregate, promotion.test_clock_id)
        row.due_at = wire_instant(promotion.due_at)
    return row
