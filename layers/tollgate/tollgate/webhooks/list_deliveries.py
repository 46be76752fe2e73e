"""List what a webhook was told of, or show one of these events with its body."""

from typing import Any

from tollgate.shared.entity import Value
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.managing import found
from tollgate.webhooks.ports import DeliveryRepository, WebhookRepository


class ListDeliveriesRequest(Value):
    """Which deliveries of a webhook are meant: those of some statuses, and that of one message, where it is named."""

    scope: Scope
    webhook_id: str
    statuses: tuple[DeliveryStatus, ...] | None = None
    message_id: str | None = None
    page: PageRequest


class ListedDelivery(Value):
    """A delivery, with the body that it carries where its message was named."""

    delivery: Delivery
    body: dict[str, Any] | None = None


def list_deliveries(
    request: ListDeliveriesRequest, *, webhooks: WebhookRepository, deliveries: DeliveryRepository
) -> Page[ListedDelivery]:
    """Return a page of deliveries, newest first; raises `WebhookNotFound`."""
    scope, webhook_id = request.scope, request.webhook_id
    found(scope, webhook_id, webhooks)
    if request.message_id is None:
        page = deliveries.page(scope, webhook_id, request.statuses, request.page)
        rows = tuple(ListedDelivery(delivery=each) for each in page.rows)
        return Page(rows=rows, next=page.next, prev=page.prev)
    delivery = deliveries.find(scope, webhook_id, request.message_id)
    if delivery is None or (request.statuses and delivery.status not in request.statuses):
        return Page(rows=())
    return Page(rows=(ListedDelivery(delivery=delivery, body=deliveries.body(scope, webhook_id, delivery.id)),))
