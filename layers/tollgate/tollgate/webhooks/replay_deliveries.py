"""Replay several deliveries of a webhook: those of some messages, or those that failed."""

from collections.abc import Iterator
from itertools import islice

from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.errors import DeliveryNotFound
from tollgate.webhooks.managing import found
from tollgate.webhooks.ports import DeliveryRepository
from tollgate.webhooks.replay_delivery import Replaying, begun_again

MOST_REPLAYED = 40
"""As many as fit one transaction, each with the event that sends it on its way."""
_LARGEST_PAGE, _MOST_PAGES = 100, 20


class ReplayRequest(Value):
    """Which deliveries of a webhook are meant: those of some messages, or those that failed within `[from, to)`."""

    scope: Scope
    webhook_id: str
    message_ids: tuple[str, ...] | None = None
    status: DeliveryStatus | None = None
    since: Instant | None = None
    until: Instant | None = None


class ReplayedDeliveries(Value):
    """The deliveries that are attempted anew, and whether there are more that fit."""

    deliveries: tuple[Delivery, ...]
    has_more: bool = False


def replay_deliveries(request: ReplayRequest, ports: Replaying) -> ReplayedDeliveries:
    """Return the deliveries at the beginning of their new rounds.

    Raises `WebhookNotFound`, `DeliveryNotFound`, and `InvalidInput` for what names none.
    """
    _check(request)
    found(request.scope, request.webhook_id, ports.webhooks)
    if request.message_ids is not None:
        meant = [_found(request, each, ports.deliveries) for each in dict.fromkeys(request.message_ids)]
    else:
        failed = islice(_failed(request, ports.deliveries), MOST_REPLAYED + 1)
        meant = [_found(request, each.id, ports.deliveries) for each in failed]
    begun = [begun_again(request.scope, each, ports) for each in meant[:MOST_REPLAYED]]
    return ReplayedDeliveries(deliveries=tuple(begun), has_more=len(meant) > MOST_REPLAYED)


def _check(request: ReplayRequest) -> None:
    is_by_status = request.status is not None
    if (request.message_ids is not None) is is_by_status:
        raise InvalidInput("Send either messageIds or status", field="messageIds")
    if is_by_status and request.status is not DeliveryStatus.FAILED:
        raise InvalidInput("Deliveries are replayed by status only where they are FAILED", field="status")
    if not is_by_status and (request.since is not None or request.until is not None):
        raise InvalidInput("from and to go with a status", field="from" if request.since is not None else "to")
    if request.message_ids is not None and not 1 <= len(request.message_ids) <= MOST_REPLAYED:
        raise InvalidInput(f"messageIds are 1 to {MOST_REPLAYED}", field="messageIds")


def _found(request: ReplayRequest, message_id: str, deliveries: DeliveryRepository) -> Delivery:
    delivery = deliveries.find(request.scope, request.webhook_id, message_id)
    if delivery is None:
        raise DeliveryNotFound.of(message_id)
    return delivery


def _failed(request: ReplayRequest, deliveries: DeliveryRepository) -> Iterator[Delivery]:
    """Yield those that fit, the newest first, as far as one request looks."""
    page = PageRequest(limit=_LARGEST_PAGE)
    for _ in range(_MOST_PAGES):
        listed = deliveries.page(request.scope, request.webhook_id, [DeliveryStatus.FAILED], page)
        for each in listed.rows:
            if request.since is not None and each.created_at < request.since:
                return
            if request.until is None or each.created_at < request.until:
                yield each
        if listed.next is None:
            return
        page = PageRequest(limit=_LARGEST_PAGE, after=listed.next)
