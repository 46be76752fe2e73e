"""The queues that bring runs of workflows their turns, and the clock that wakes those that wait."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any
from zlib import crc32

from botocore.session import get_session

from tollgate.shared.scope import Scope
from tollgate.workflows.definition import Trigger
from tollgate.workflows.messages import InboxMessage, MessageKind, RunTurn
from tollgate.workflows.schedule import begins_at, rate_of

_LONGEST_DELAY = 900
"""Seconds that a message can be delayed; a longer wait is a schedule of its own."""
_SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"


class WorkflowQueues:
    """Sends runs to a FIFO queue; satisfies `workflows.ports.RunQueue` and `workflows.ports.Schedules`.

    The message groups of an environment are its `slots`: so many of its runs have a turn at a time, and one run has one
    at a time. What waits longer than a message can is woken by a schedule that deletes itself.
    """

    def __init__(
        self, *, run_queue_url: str, inbox_url: str, inbox_arn: str, group: str, role_arn: str, slots: int, region: str
    ) -> None:
        self._run_queue_url, self._inbox_url, self._inbox_arn = run_queue_url, inbox_url, inbox_arn
        self._group, self._role_arn, self._slots = group, role_arn, slots
        self._sqs: Any = get_session().create_client("sqs", region_name=region)
        self._region = region
        self._made: Any = None

    @property
    def _scheduler(self) -> Any:
        if self._made is None:
            self._made = get_session().create_client("scheduler", region_name=self._region)
        return self._made

    def send(self, scope: Scope, run_id: str, *, turn: str) -> None:
        """Let the run have a turn now; the same `turn` within five minutes is one turn."""
        slot = crc32(run_id.encode()) % self._slots
        message = RunTurn(account_id=scope.account_id, environment_id=scope.environment_id, run_id=run_id)
        self._sqs.send_message(
            QueueUrl=self._run_queue_url,
            MessageBody=message.model_dump_json(by_alias=True),
            MessageGroupId=f"{_named(scope)}-{slot}",
            MessageDeduplicationId=_digest(f"{run_id}/{turn}"),
        )

    def wake(self, scope: Scope, run_id: str, at: datetime, *, now: datetime) -> None:
        """Let the run have a turn at an instant. The same again changes nothing."""
        message = InboxMessage(kind=MessageKind.WAKE, **_fields(scope), run_id=run_id)
        body = message.model_dump_json(by_alias=True, exclude_none=True)
        seconds = max(ceil((at - now).total_seconds()), 0)
        if seconds <= _LONGEST_DELAY:
            self._sqs.send_message(QueueUrl=self._inbox_url, MessageBody=body, DelaySeconds=seconds)
            return
        # The clock knows whole minutes at best: a second later rather than one too early.
        instant = (at + timedelta(microseconds=999_999)).replace(microsecond=0)
        expression = f"at({instant:%Y-%m-%dT%H:%M:%S})"
        name = f"run-{_digest(f'{_named(scope)}/{run_id}/{expression}')[:48]}"
        try:
            self._scheduler.create_schedule(
                Name=name,
                GroupName=self._group,
                ScheduleExpression=expression,
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target=self._target(body),
            )
        except self._scheduler.exceptions.ConflictException:
            return  # it is set already

    def put(self, scope: Scope, workflow_id: str, triggers: Sequence[Trigger], *, now: datetime) -> None:
        """Let these schedules, and no others, start the workflow."""
        prefix = f"wf-{_digest(f'{_named(scope)}/{workflow_id}')[:24]}-"
        wanted = {f"{prefix}{_digest(each.model_dump_json())[:24]}": each for each in triggers}
        found = self._names(prefix)
        for name in found - wanted.keys():
            self._delete(name)
        for name in wanted.keys() - found:
            self._create(scope, workflow_id, name, wanted[name], now)

    def _create(self, scope: Scope, workflow_id: str, name: str, trigger: Trigger, now: datetime) -> None:
        message = {
            "kind": MessageKind.SCHEDULE.value,
            "accountId": scope.account_id,
            "environmentId": scope.environment_id,
            "workflowId": workflow_id,
            "triggerId": trigger.id,
            "at": _SCHEDULED_TIME,
        }
        try:
            self._scheduler.create_schedule(
                Name=name,
                GroupName=self._group,
                ScheduleExpression=rate_of(trigger),
                StartDate=begins_at(trigger, now),
                FlexibleTimeWindow={"Mode": "OFF"},
                Target=self._target(json.dumps(message)),
            )
        except self._scheduler.exceptions.ConflictException:
            return  # another worker was faster

    def _delete(self, name: str) -> None:
        try:
            self._scheduler.delete_schedule(Name=name, GroupName=self._group)
        except self._scheduler.exceptions.ResourceNotFoundException:
            return

    def _names(self, prefix: str) -> set[str]:
        pages = self._scheduler.get_paginator("list_schedules").paginate(GroupName=self._group, NamePrefix=prefix)
        return {each["Name"] for page in pages for each in page["Schedules"]}

    def _target(self, body: str) -> dict[str, Any]:
        return {"Arn": self._inbox_arn, "RoleArn": self._role_arn, "Input": body}


def _fields(scope: Scope) -> dict[str, str]:
    return {"account_id": scope.account_id, "environment_id": scope.environment_id}


def _named(scope: Scope) -> str:
    return _digest(f"{scope.account_id}/{scope.environment_id}")[:24]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
