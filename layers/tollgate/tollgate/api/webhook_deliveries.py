"""Deliveries of webhooks on the wire: ours, beyond the contract."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import ListQuery, SentInstant, split_commas
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import DeliveryStatus
from tollgate.webhooks.list_deliveries import ListDeliveriesRequest, ListedDelivery
from tollgate.webhooks.replay_deliveries import ReplayedDeliveries, ReplayRequest


class DeliveryListQuery(ListQuery):
    """Which deliveries are listed. With a `messageId` it is that one, with its body."""

    status: Annotated[list[DeliveryStatus] | None, BeforeValidator(split_commas)] = None
    message_id: str | None = None

    def to_request(self, scope: Scope, webhook_id: str) -> ListDeliveriesRequest:
        """Return the domain's request."""
        return ListDeliveriesRequest(
            scope=scope,
            webhook_id=webhook_id,
            statuses=tuple(self.status) if self.status else None,
            message_id=self.message_id,
            page=self.to_page(),
        )


class AttemptView(Value):
    """One request to the endpoint: its number in its round, and what came of it."""

    number: int
    replay: int
    at: Instant
    status_code: int | None
    error: str | None
    latency_ms: int


class DeliveryView(Value):
    """One event on its way to a webhook, with the latest attempts, the first of them first."""

    message_id: str
    webhook_id: str
    event_type: str
    status: DeliveryStatus
    attempts: list[AttemptView]
    replays: int
    next_attempt_at: Instant | None
    body: dict[str, Any] | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, listed: ListedDelivery) -> Self:
        """Return the view of a delivery; its body is shown where its message was named."""
        delivery = listed.delivery
        shown = {"message_id": delivery.id, "body": listed.body, **delivery.model_dump()}
        return cls.model_validate(shown)


class ReplayBody(Value):
    """Which deliveries are meant: those of some messages, or the FAILED ones of events told within `[from, to)`."""

    message_ids: list[str] | None = None
    status: DeliveryStatus | None = None
    since: Annotated[SentInstant | None, Field(alias="from")] = None
    until: Annotated[SentInstant | None, Field(alias="to")] = None

    def to_request(self, scope: Scope, webhook_id: str) -> ReplayRequest:
        """Return the domain's request."""
        return ReplayRequest(
            scope=scope,
            webhook_id=webhook_id,
            message_ids=tuple(self.message_ids) if self.message_ids is not None else None,
            status=self.status,
            since=self.since,
            until=self.until,
        )


class ReplayedView(Value):
    """The messages whose deliveries are attempted anew, and whether more fit: then ask again."""

    message_ids: list[str]
    has_more: bool

    @classmethod
    def of(cls, replayed: ReplayedDeliveries) -> Self:
        """Return the view of a replay."""
        return cls(message_ids=[each.id for each in replayed.deliveries], has_more=replayed.has_more)
