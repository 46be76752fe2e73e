"""SQS task queue: take a task's next steps, each in a transaction of its own. Repeated messages are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.shared.scope import ActorType
from tollgate.tasks.reference import TaskReference
from tollgate.tasks.run_turn import run_turn
from tollgate.tasks.take_step import pass_over, take_step

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.SQS, logger=logger)
    processor.raise_on_entire_batch_failure = False  # the message tells for itself, also where it is the only one
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)


def run(record: SQSRecord, lambda_context: Any) -> None:
    about = TaskReference.model_validate_json(record.body)
    as_system = {"actor": ActorType.SYSTEM, "trace_id": about.task_id}
    task = run_turn(
        lambda is_careful: committed(lambda: take_step(about, wiring.task_work(), is_careful=is_careful), **as_system),
        lambda error: committed(lambda: pass_over(about, error, wiring.task_work()), **as_system),
        has_more=lambda task: task.has_work(wiring.clock().now()) and has_time(lambda_context),
    )
    if task is not None and not task.is_finished:
        # Only then is this message done with: after a crash it comes again, and the task says where to go on.
        wiring.task_queue().send(about, delay=task.wait(wiring.clock().now()))
    logger.info("task", taskId=about.task_id, messageId=record.message_id, status=task and task.status)


def has_time(context: Any) -> bool:
    return bool(context.get_remaining_time_in_millis() > 20_000)
