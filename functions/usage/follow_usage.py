"""The live table's stream: tell of counters at a threshold and of budgets, and count anew what a schedule mixed."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from tollgate import wiring
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.watch_spend import watch_spend
from tollgate.usage.fire_thresholds import fire_thresholds
from tollgate.usage.recount_rescheduled import recount_rescheduled

logger = Logger(service="tollgate")


def follow(record: DynamoDBRecord) -> None:
    told = wiring.streamed(record.raw_event)
    if told.counter is not None:
        change = told.counter
        wiring.transact(lambda: fire_thresholds(change, wiring.firing()), actor=ActorType.SYSTEM)
        lifecycle = wiring.subscription_lifecycle
        wiring.transact(lambda: watch_spend(change.scope, *change.key, lifecycle()), actor=ActorType.SYSTEM)
    if told.may_be_mixed:
        again = wiring.rescheduling
        wiring.transact(lambda: recount_rescheduled(told.scope, told.customer_id, again()), actor=ActorType.SYSTEM)


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, logger=logger)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event=event, record_handler=follow, processor=processor, context=context)
