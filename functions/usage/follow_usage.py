"""The live table's stream: tell of usage, thresholds, budgets and access, and count anew what a schedule mixed."""

from functools import partial
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from tollgate import wiring
from tollgate.entitlements.tell_of_access import holders_to_tell, tell_of_access
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.watch_spend import watch_spend
from tollgate.usage.fire_thresholds import fire_thresholds
from tollgate.usage.recount_rescheduled import recount_rescheduled
from tollgate.usage.tell_measurement import tell_measurement

logger = Logger(service="tollgate")
apply = partial(wiring.transact, actor=ActorType.SYSTEM)


def follow(record: DynamoDBRecord) -> None:
    told = wiring.streamed(record.raw_event)
    if (used := told.counter) is not None:
        apply(lambda: fire_thresholds(used, wiring.firing()))
        apply(lambda: watch_spend(used.scope, *used.key, wiring.subscription_lifecycle()))
        apply(lambda: tell_measurement(used, wiring.telling_of_usage()))
    if told.may_be_mixed:
        apply(lambda: recount_rescheduled(told.scope, told.customer_id, wiring.rescheduling()))
    if (changed := told.access) is not None:
        for holder in apply(lambda: holders_to_tell(changed, wiring.telling_of_access())):
            apply(lambda holder=holder: tell_of_access(changed, holder, wiring.telling_of_access()))


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams, logger=logger)
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(event=event, record_handler=follow, processor=processor, context=context)
