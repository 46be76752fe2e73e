"""The live table's stream: tell of each counter that has come to a threshold of its limit, once per period."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from tollgate import wiring
from tollgate.shared.scope import ActorType
from tollgate.usage.fire_thresholds import fire_thresholds

logger = Logger(service="tollgate")


def fire(record: DynamoDBRecord) -> bool:
    change = wiring.streamed_counter(record.raw_event)
    return wiring.transact(lambda: fire_thresholds(change, wiring.firing()), actor=ActorType.SYSTEM)


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, logger=logger)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event=event, record_handler=fire, processor=processor, context=context)
