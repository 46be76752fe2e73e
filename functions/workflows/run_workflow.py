"""SQS workflow run queue: take a run's next steps, each in a transaction of its own. Repeated messages are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate.api.workflow_turns import give_up, take_turn_of
from tollgate.workflows.messages import RunTurn

LAST_RECEIVE = 5
"""A message that comes the fifth time and fails is dropped by its queue: the run is told to have failed."""

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    processor.raise_on_entire_batch_failure = False  # the messages tell for themselves, also where all failed
    return process_partial_response(event=event, record_handler=take, processor=processor, context=context)


def take(record: SQSRecord, lambda_context: Any) -> None:
    turn = RunTurn.model_validate_json(record.body)
    try:
        run = take_turn_of(turn, has_time=lambda: lambda_context.get_remaining_time_in_millis() > 40_000)
    except Exception:
        if int(record.attributes.approximate_receive_count) < LAST_RECEIVE:
            raise
        logger.exception("workflow run given up", runId=turn.run_id)
        run = give_up(turn)
    logger.info("workflow run", runId=turn.run_id, status=run.status if run is not None else None)
