"""SQS retry queue: bring deliveries that have waited back to the lanes of their endpoints. Repeats are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.webhooks.message import DeliveryReference

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.SQS, logger=logger)
    processor.raise_on_entire_batch_failure = False  # each message tells for itself, also where all of them failed
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)


def run(record: SQSRecord) -> None:
    about = DeliveryReference.model_validate_json(record.body)
    wiring.delivery_queue().send([about], occasion=record.message_id)
