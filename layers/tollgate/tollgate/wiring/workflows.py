"""The ports of workflows, joined with storage, queues and actions."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.telling import listeners
from tollgate.wiring.work import clock, events, ids, session, tell_of

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.integrations.workflow_queue import WorkflowQueues
    from tollgate.storage.workflows import KnownWorkflowVersions
    from tollgate.workflows.running import Running
    from tollgate.workflows.save_workflow import Saving


@cache
def known_workflow_versions() -> "KnownWorkflowVersions":
    """Return the versions of workflows that this process has seen."""
    from tollgate.storage.workflows import KnownWorkflowVersions

    return KnownWorkflowVersions()


@cache
def workflow_queues() -> "WorkflowQueues":
    """Return what brings runs their turns, and starts workflows at their times."""
    from tollgate.integrations.workflow_queue import WorkflowQueues

    return WorkflowQueues(
        run_queue_url=os.environ["WORKFLOW_RUN_QUEUE_URL"],
        inbox_url=os.environ["WORKFLOW_INBOX_URL"],
        inbox_arn=os.environ["WORKFLOW_INBOX_ARN"],
        group=os.environ["WORKFLOW_SCHEDULE_GROUP"],
        role_arn=os.environ["WORKFLOW_SCHEDULER_ROLE_ARN"],
        slots=int(os.environ["WORKFLOW_CONCURRENCY"]),
        region=os.environ["AWS_REGION"],
    )


def running() -> "Running":
    """Return what starting runs and taking their steps works with."""
    from tollgate.storage.workflow_runs import DynamoWorkflowRuns, DynamoWorkflowSecrets
    from tollgate.storage.workflows import DynamoWorkflows
    from tollgate.wiring.workflow_actions import workflow_actions
    from tollgate.workflows.running import Running

    return Running(
        workflows=DynamoWorkflows(session(), known_workflow_versions()),
        runs=DynamoWorkflowRuns(session()),
        secrets=DynamoWorkflowSecrets(session()),
        actions=workflow_actions(),
        events=events(),
        clock=clock(),
        ids=ids(),
        put_aside=tell_of,
    )


def saving() -> "Saving":
    """Return what saving workflows works with."""
    from tollgate.workflows.save_workflow import Saving

    return Saving(running=running(), listeners=listeners())
