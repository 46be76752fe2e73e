"""Webhooks that the operations work on: an event to one of them and to twenty, and one delivery, attempt by attempt."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tollgate import wiring
from tollgate.catalog.events import ProductUnarchived, ProductUpdated
from tollgate.event_catalogue.sample_entities import PRODUCT
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.sending import Outcome
from tollgate.webhooks.webhook import Webhook
from tools.bench.hook import unhooked
from tools.bench.operation import Budget, Operation
from tools.bench.world import CALLER, Api, Json, deliver
from tools.gateway import LambdaContext, load_handler

SCOPE = Scope(account_id=CALLER["accountId"], environment_id=CALLER["environmentId"])
MANY = 20
FANNED_OUT, DELIVERED = "fan an event out to a webhook", "deliver a message to a webhook"
_ONE, _SEVERAL = "PRODUCT_UPDATED", "PRODUCT_UNARCHIVED"
_KINDS = {_ONE: ProductUpdated, _SEVERAL: ProductUnarchived}


class Accepting:
    """Satisfies `webhooks.sending.WebhookSender`: an endpoint that takes everything, or nothing."""

    def __init__(self, status_code: int) -> None:
        self._outcome = Outcome(status_code=status_code, latency_ms=1)

    def send(
        self,
        endpoint: str,
        secrets: Sequence[str],
        body: Mapping[str, Any],
        *,
        message_id: str,
        at: datetime,
        **asked: Any,
    ) -> Outcome:
        """Take the body, or do not."""
        return self._outcome


def fill(api: Api) -> None:
    """Keep one webhook for one type of event and twenty for another."""
    now = wiring.clock().now()

    def keep() -> None:
        for number in range(MANY + 1):
            webhook = Webhook(
                id=f"webhook-{number}",
                endpoint="https://hooks.example.com/",
                event_types=(_ONE,) if number == 0 else (_SEVERAL,),
                secret="a-secret-of-the-bench",
                created_at=now,
                updated_at=now,
            )
            wiring.webhooks().add(SCOPE, webhook)

    wiring.transact(keep, actor=ActorType.SYSTEM)


def _fan_out(event_type: str) -> Any:
    return lambda api, run: _told(event_type, f"{event_type}-{run}")


def _told(event_type: str, message_id: str) -> Json:
    now = wiring.clock().now()
    told = _KINDS[event_type].of(PRODUCT, at=now)
    event = RecordedEvent(
        id=message_id,
        scope=SCOPE,
        type=event_type,
        name=type(told).__name__,
        source="tollgate.catalog",
        aggregate=told.aggregate,
        version=1,
        occurred_at=now,
        recorded_at=now,
        actor=ActorType.SYSTEM,
        payload=told.payload,
    )
    detail = event.model_dump(mode="json", by_alias=True, exclude={"changed_from"})
    answer: Json = load_handler("FanOutFunction")({"detail": detail}, LambdaContext("FanOutFunction"))
    return answer


def _prepared(name: str) -> Any:
    def prepare(api: Api, run: int) -> None:
        with unhooked():
            _told(_ONE, f"{name}-{run}")

    return prepare


def _deliver(name: str, status_code: int) -> Any:
    def run_once(api: Api, run: int) -> Json:
        wiring.send_through(Accepting(status_code))
        about = DeliveryReference.to(SCOPE, "webhook-0", f"{name}-{run}")
        return deliver("DeliverFunction", about.model_dump(by_alias=True))

    return run_once


OPERATIONS = [
    Operation(
        FANNED_OUT,
        # All webhooks (21 of them here) and the durable queue; the message and its delivery.
        Budget(round_trips=4, items_written=2, read_units=Decimal(4), write_units=Decimal(2)),
        _fan_out(_ONE),
    ),
    Operation(
        f"fan an event out to {MANY} webhooks",
        Budget(items_written=MANY + 1, read_units=Decimal(4), write_units=Decimal(MANY + 1)),
        _fan_out(_SEVERAL),
    ),
    Operation(
        DELIVERED,
        # The delivery with its message, the webhook; and what came of it.
        Budget(round_trips=3, items_written=1, read_units=Decimal(4), write_units=Decimal(1)),
        _deliver("taken", 200),
        prepare=_prepared("taken"),
    ),
    Operation(
        "a round of four attempts that come to nothing",
        # And the health of the endpoint.
        Budget(round_trips=4, items_written=2, read_units=Decimal(4), write_units=Decimal(2)),
        _deliver("refused", 500),
        prepare=_prepared("refused"),
    ),
]
