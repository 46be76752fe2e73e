"""The ports that runs work with."""

from collections.abc import Callable
from dataclasses import dataclass

from tollgate.shared.clock import Clock
from tollgate.shared.errors import DomainError
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.workflows.action import Actions
from tollgate.workflows.definition import Definition
from tollgate.workflows.errors import WorkflowNotFound
from tollgate.workflows.ports import RunRepository, SecretRepository, WorkflowRepository
from tollgate.workflows.run import WorkflowRun


@dataclass(frozen=True)
class Running:
    """Everything that starting runs and taking their steps needs, for one operation.

    `put_aside` takes back what the operation staged so far, because what was asked of it was refused.
    """

    workflows: WorkflowRepository
    runs: RunRepository
    secrets: SecretRepository
    actions: Actions
    events: EventRecorder
    clock: Clock
    ids: Ids
    put_aside: Callable[[DomainError], None]

    def definition(self, scope: Scope, run: WorkflowRun) -> Definition:
        """Return the definition that a run goes by; raises `WorkflowNotFound`."""
        version = self.workflows.version(scope, run.workflow_id, run.version)
        if version is None:
            raise WorkflowNotFound.of("version of the workflow", f"{run.workflow_id} {run.version}")
        return version.definition
