"""Deliveries in table `occurrences`, as they are looked up and replayed: those of a webhook, newest first."""

from collections.abc import Iterator, Sequence
from typing import Any

from pynamodb.expressions.condition import Condition

from tollgate.shared.clock import Clock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import delivery_keys
from tollgate.storage.delivery_log import delivery_row, message_of
from tollgate.storage.documents import read
from tollgate.storage.lean import read_item
from tollgate.storage.models import DeliveryDocument
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session
from tollgate.webhooks.delivery import Delivery, DeliveryStatus

_LAST_CHARACTER = "~"
Placed = tuple[str, Delivery]


class DynamoDeliveries:
    """Satisfies `webhooks.ports.DeliveryRepository`."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def find(self, scope: Scope, webhook_id: str, message_id: str) -> Delivery | None:
        """Return the delivery, None where there is none or it is older than 30 days."""
        row = self._session.load(DeliveryDocument, delivery_keys.delivery(scope, webhook_id, message_id))
        return read(Delivery, row) if row is not None and self._is_kept(row) else None

    def body(self, scope: Scope, webhook_id: str, message_id: str) -> dict[str, Any] | None:
        """Return the body that was or is to be delivered."""
        delivery = self.find(scope, webhook_id, message_id)
        item = read_item("occurrences", delivery_keys.message(scope, message_id))
        return message_of(item).bodies[delivery.variant] if delivery is not None and item is not None else None

    def page(
        self, scope: Scope, webhook_id: str, status: Sequence[DeliveryStatus] | None, request: PageRequest
    ) -> Page[Delivery]:
        """Return a page of a webhook's deliveries, newest first."""
        asked = sorted(status or ())
        cursor = Cursor(scope, "DELIVERY", {"webhookId": webhook_id, "status": asked})
        found = self._ahead(scope, webhook_id, asked, request, cursor)
        taken = [placed for placed, _ in zip(found, range(request.limit + 1), strict=False)]
        return page_in_memory(taken, request, cursor)

    def save(self, scope: Scope, delivery: Delivery) -> None:
        """Stage the changed delivery."""
        self._session.save(delivery_row(scope, delivery))

    def _ahead(
        self, scope: Scope, webhook_id: str, status: Sequence[str], request: PageRequest, cursor: Cursor
    ) -> Iterator[Placed]:
        """Yield the deliveries from a position on: falling, or rising on the way back."""
        is_back = request.before is not None
        start = cursor.position(request.before, field="before") or cursor.position(request.after, field="after")
        first, last = delivery_keys.DELIVERY, delivery_keys.DELIVERY + _LAST_CHARACTER
        if start is not None:
            first, last = (start, last) if is_back else (first, start)
        rows = DeliveryDocument.query(
            delivery_keys.deliveries(scope, webhook_id),
            DeliveryDocument.sk.between(first, last),
            filter_condition=_of(status),
            consistent_read=True,
            scan_index_forward=is_back,
            # What is filtered is looked through in as few trips as its size allows.
            page_size=None if status else request.limit + 2,
        )
        return ((row.sk, read(Delivery, row)) for row in rows if row.sk != start and self._is_kept(row))

    def _is_kept(self, row: DeliveryDocument) -> bool:
        return row.expires_at is None or row.expires_at >= int(self._clock.now().timestamp())


def _of(status: Sequence[str]) -> Condition | None:
    return DeliveryDocument.status.is_in(*status) if status else None
