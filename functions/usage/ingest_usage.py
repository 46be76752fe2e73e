"""SQS usage queue: record the measurements of each chunk. Duplicates are harmless; a failed group waits as a whole."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.metrics import count_events
from tollgate.api.usage_chunk import UsageChunk
from tollgate.shared.scope import ActorType
from tollgate.usage.ingest import ingest_usage

logger = Logger(service="tollgate")


def ingest(record: SQSRecord) -> None:
    chunk = UsageChunk.of(record.body)
    with wiring.working(actor=ActorType.SYSTEM):
        skipped = chunk.malformed + ingest_usage(
            chunk.scope, chunk.usages, metering=wiring.metering(), clock=wiring.customer_clock(), ids=wiring.ids()
        )
    for measurement in skipped:
        logger.warning(
            "measurement skipped", messageId=record.message_id, index=measurement.place, code=measurement.code
        )
    count_events("UsageMeasurementSkipped" for _ in skipped)


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = SqsFifoPartialProcessor(skip_group_on_error=True, logger=logger)
    processor.raise_on_entire_batch_failure = False  # each message tells for itself, also where all of them failed
    return process_partial_response(event=event, record_handler=ingest, processor=processor, context=context)
