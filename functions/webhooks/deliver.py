"""SQS webhook queue: attempt a delivery, and keep what came of it. Repeated and late messages are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.api.metrics import count_events
from tollgate.shared.scope import ActorType
from tollgate.webhooks.deliver import deliver
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.settle_webhook import settle_webhook

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.SQS, logger=logger)
    processor.raise_on_entire_batch_failure = False  # the message tells for itself, also where it is the only one
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)


def run(record: SQSRecord) -> None:
    about = DeliveryReference.model_validate_json(record.body)
    with wiring.working(actor=ActorType.SYSTEM):
        turn = deliver(about, wiring.delivering())
    if turn is None:
        return
    if turn.settles:
        own = about.scope, about.webhook_id
        committed(lambda: settle_webhook(*own, wiring.settling()), actor=ActorType.SYSTEM, trace_id=about.message_id)
    if turn.attempts and turn.delivery.next_attempt_at is None:
        count_events([f"WebhookDelivery{turn.delivery.status.capitalize()}"])
    answers = [attempt.status_code or attempt.error for attempt in turn.attempts]
    logger.info("delivery", **about.model_dump(by_alias=True), status=turn.delivery.status, answers=answers)
