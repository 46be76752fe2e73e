"""SQS workflow inbox: start what an event or the clock starts, and wake what waited. Repeated messages are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate.api.workflow_inbox import receive

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.SQS, logger=logger)
    processor.raise_on_entire_batch_failure = False  # the messages tell for themselves, also where all failed
    return process_partial_response(event=event, record_handler=take, processor=processor, context=context)


def take(record: SQSRecord) -> None:
    receive(record.body, message_id=record.message_id, sent_at=int(record.attributes.sent_timestamp))
