"""What comes to workflows: events from the bus, and messages of the clock."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.event_catalogue.published import wire_name
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType
from tollgate.workflows.definition import TriggerType
from tollgate.workflows.errors import WorkflowNotFound
from tollgate.workflows.events import WorkflowChanged, WorkflowRunQueued
from tollgate.workflows.messages import InboxMessage, MessageKind
from tollgate.workflows.run import WorkflowRun
from tollgate.workflows.save_workflow import retrieve_workflow
from tollgate.workflows.start_for_event import start_for_event, wake_for_event
from tollgate.workflows.start_on_schedule import start_on_schedule
from tollgate.workflows.workflow import Workflow

Result = TypeVar("Result")


def receive(body: str, *, message_id: str, sent_at: int) -> None:
    """Do what a message asks for; `sent_at` is in milliseconds since 1970. The same message again changes nothing."""
    fields = json.loads(body)
    if "kind" in fields:
        _receive_message(fields, message_id, datetime.fromtimestamp(sent_at / 1000, UTC))
        return
    event = RecordedEvent.model_validate(fields)
    match event.type:
        case WorkflowRunQueued.event_type:
            wiring.workflow_queues().send(event.scope, event.payload["id"], turn=event.id)
        case WorkflowChanged.event_type:
            _set_schedules(event)
        case _ if wire_name(event.type) is not None:
            _start(event)


def _start(event: RecordedEvent) -> None:
    scope, queues = event.scope, wiring.workflow_queues()
    body: dict[str, Any] | None = None
    for workflow in _as_system(lambda: wiring.running().workflows.all(scope)):
        if workflow.is_active and event.type in workflow.event_types:
            body = body or wiring.event_body(event)
            run = _as_system(partial(_started, workflow, event, body))
            if run is not None and not run.is_over:
                queues.send(scope, run.id, turn="first")
    for run_id in _as_system(lambda: wiring.running().runs.awaiting(scope, event.type)):
        body = body or wiring.event_body(event)
        woken = _as_system(partial(_woken, run_id, event, body))
        if woken is not None and not woken.is_over:
            queues.send(scope, run_id, turn=event.id)


def _started(workflow: Workflow, event: RecordedEvent, body: dict[str, Any]) -> WorkflowRun | None:
    return start_for_event(event.scope, workflow, event, body, wiring.running())


def _woken(run_id: str, event: RecordedEvent, body: dict[str, Any]) -> WorkflowRun | None:
    return wake_for_event(event.scope, run_id, event.type, body, wiring.running())


def _receive_message(fields: dict[str, Any], message_id: str, sent_at: datetime) -> None:
    at = fields.get("at")
    if isinstance(at, str) and not at[:1].isdigit():
        fields = {**fields, "at": sent_at.replace(second=0, microsecond=0)}
    message = InboxMessage.model_validate(fields)
    queues = wiring.workflow_queues()
    if message.kind is MessageKind.WAKE and message.run_id is not None:
        queues.send(message.scope, message.run_id, turn=message_id)
    elif message.workflow_id is not None and message.trigger_id is not None and message.at is not None:
        named = (message.scope, message.workflow_id, message.trigger_id, message.at)
        run = _as_system(lambda: start_on_schedule(*named, wiring.running()))
        if run is not None and not run.is_over:
            queues.send(message.scope, run.id, turn="first")


def _set_schedules(event: RecordedEvent) -> None:
    """Let the clock start what it is to start now, whichever of its changes this event tells of."""

    def triggers() -> Any:
        try:
            workflow, definition = retrieve_workflow(event.scope, event.payload["id"], wiring.running())
        except WorkflowNotFound:
            return ()
        return definition.triggers_of(TriggerType.SCHEDULE) if workflow.is_active else ()

    wiring.workflow_queues().put(event.scope, event.payload["id"], _as_system(triggers), now=wiring.clock().now())


def _as_system(operation: Callable[[], Result]) -> Result:
    return committed(operation, actor=ActorType.SYSTEM, trace_id="workflows")
