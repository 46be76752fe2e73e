"""Runs of workflows in table `occurrences`: those of a workflow together, and each with what its nodes did."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tollgate.shared.entity import Value
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import workflow_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import Key
from tollgate.storage.models import Document, KeptDocument
from tollgate.storage.pages import Cursor, page_of_partition
from tollgate.storage.session import Session
from tollgate.workflows.execution import NodeExecution
from tollgate.workflows.flow_params import LONGEST_WAIT
from tollgate.workflows.run import RunStatus, WorkflowRun

KEPT_FOR = timedelta(days=30)
"""How long a run stays after its last step (`integrations-widgets-workflows.md` 2.5)."""
_LONGEST = timedelta(seconds=LONGEST_WAIT)


class AwaitingRun(Value):
    """A run that waits for events."""

    run_id: str


class WorkflowSecrets(Value):
    """The secrets of an environment, by their names."""

    secrets: dict[str, str] = {}


class DynamoWorkflowRuns:
    """Satisfies `workflows.ports.RunRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._awaited: dict[str, set[str]] = {}

    def find(self, scope: Scope, run_id: str) -> WorkflowRun | None:
        """Return the run, None where there is none."""
        row = self._session.load(KeptDocument, workflow_keys.run(scope, run_id))
        if row is None:
            return None
        run = read(WorkflowRun, row)
        self._awaited.setdefault(run_id, _awaited(run))
        return run

    def page(
        self, scope: Scope, workflow_id: str, status: Sequence[RunStatus] | None, request: PageRequest
    ) -> Page[WorkflowRun]:
        """Return a page of a workflow's runs, newest first."""

        def fitting(row: KeptDocument) -> WorkflowRun | None:
            run = read(WorkflowRun, row)
            return run if status is None or run.status in status else None

        partition = workflow_keys.runs(scope, workflow_id)
        cursor = Cursor(scope, f"WORKFLOW_RUN#{workflow_id}", {"status": sorted(status or ())})
        return page_of_partition(partition, workflow_keys.RUN, request, cursor, read=fitting, model=KeptDocument)

    def add(self, scope: Scope, run: WorkflowRun) -> None:
        """Stage a new run; whoever adds one of the same id first wins."""
        self._session.add(_row(scope, run))

    def save(self, scope: Scope, run: WorkflowRun) -> None:
        """Stage the changed run, and where it is to be found by the events that it waits for."""
        self._session.save(_row(scope, run))
        awaited, before = _awaited(run), self._awaited.get(run.id, set())
        for event_type in awaited | before:
            key = workflow_keys.awaiting_run(scope, event_type, run.id)
            row = KeptDocument(key.pk, key.sk, body=body_of(AwaitingRun(run_id=run.id)), expires_at=_expiry(run))
            # The run is the guard of both: whoever writes it knows what it waited for.
            if event_type in awaited:
                self._session.put(row)
            else:
                self._session.remove(row)

    def record(self, scope: Scope, execution: NodeExecution) -> None:
        """Stage what a node did; the run that is written with it is its guard."""
        key = workflow_keys.execution(scope, execution.run_id, execution.number)
        expires_at = int((execution.finished_at + _LONGEST + KEPT_FOR).timestamp())
        self._session.put(KeptDocument(key.pk, key.sk, body=body_of(execution), expires_at=expires_at))

    def executions(self, scope: Scope, run_id: str) -> list[NodeExecution]:
        """Return what the nodes of a run did, in their order."""
        rows = KeptDocument.query(workflow_keys.executions(scope, run_id), consistent_read=True)
        return [read(NodeExecution, row) for row in rows]

    def awaiting(self, scope: Scope, event_type: str) -> list[str]:
        """Return the runs that wait for an event of this type."""
        rows = KeptDocument.query(workflow_keys.awaiting(scope, event_type), consistent_read=True)
        return [read(AwaitingRun, row).run_id for row in rows]


class DynamoWorkflowSecrets:
    """Satisfies `workflows.ports.SecretRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, scope: Scope) -> Mapping[str, str]:
        """Return the secrets of the environment by their names, read once in an operation."""
        row = self._session.load_once(Document, workflow_keys.secrets(scope))
        return read(WorkflowSecrets, row).secrets if row is not None else {}

    def save(self, scope: Scope, secrets: Mapping[str, str]) -> None:
        """Stage the secrets in place of those that were loaded."""
        key = workflow_keys.secrets(scope)
        self._session.save(Document(key.pk, key.sk, body=body_of(WorkflowSecrets(secrets=dict(secrets)))))


def _row(scope: Scope, run: WorkflowRun) -> KeptDocument:
    key: Key = workflow_keys.run(scope, run.id)
    return KeptDocument(key.pk, key.sk, body=body_of(run), expires_at=_expiry(run))


def _expiry(run: WorkflowRun) -> int:
    waits_until: datetime = run.updated_at if run.is_over else run.wake_at or run.updated_at + _LONGEST
    return int((max(waits_until, run.updated_at) + KEPT_FOR).timestamp())


def _awaited(run: WorkflowRun) -> set[str]:
    return {event_type for token in run.tokens for event_type in token.awaits}
