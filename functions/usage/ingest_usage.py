"""SQS usage queue: count the events, or the measurements, of each chunk. Duplicates are harmless; a group waits."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.metrics import count_events
from tollgate.api.usage_message import Arrival, Skipped, ingest_message
from tollgate.shared.scope import ActorType

logger = Logger(service="tollgate")


def ingest(record: SQSRecord) -> None:
    attempt = int(record.attributes.get("ApproximateReceiveCount") or 1)
    sent_at = datetime.fromtimestamp(int(record.attributes["SentTimestamp"]) / 1000, UTC)
    with wiring.working(actor=ActorType.SYSTEM):
        arrival = Arrival(record.message_id, sent_at)
        skipped: Sequence[Skipped] = ingest_message(record.body, arrival, is_redelivered=attempt > 1)
    for each in skipped:
        logger.warning("usage skipped", messageId=record.message_id, index=each.place, code=each.code)
    count_events("UsageMeasurementSkipped" for _ in skipped)


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = SqsFifoPartialProcessor(skip_group_on_error=True, logger=logger)
    processor.raise_on_entire_batch_failure = False  # each message tells for itself, also where all of them failed
    return process_partial_response(event=event, record_handler=ingest, processor=processor, context=context)
