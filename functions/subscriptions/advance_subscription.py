"""SQS due queue: do what has fallen due, one boundary per transaction. Repeated and late messages are harmless."""

import logging
from typing import Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.metrics import count_events
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.run_due import run_due

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    # After a failure the later messages of its customer fail too, so that they stay in order.
    processor = SqsFifoPartialProcessor(skip_group_on_error=True, logger=cast(logging.Logger, logger))
    return process_partial_response(event, run, processor)


def run(record: SQSRecord) -> None:
    work = DueWork.model_validate_json(record.body)
    has_more = True
    while has_more:
        has_more, event_names = wiring.transact(lambda: step(work), actor=ActorType.SCHEDULER)
        count_events(event_names)
    logger.info("due", accountId=work.account_id, environmentId=work.environment_id, messageId=record.message_id)


def step(work: DueWork) -> tuple[bool, list[str]]:
    has_more = run_due(work, wiring.test_clocks(), wiring.subscription_lifecycle())
    return has_more, wiring.event_names_at_work()
