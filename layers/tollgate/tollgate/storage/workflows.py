"""Workflows in table `documents`: one partition per environment, so that lists are strongly consistent."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys, workflow_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session
from tollgate.workflows.definition import Trigger
from tollgate.workflows.workflow import Workflow, WorkflowVersion

_MOST_KEPT = 256


class KnownWorkflowVersions:
    """The versions that this process has seen: they never change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Scope, str, int], WorkflowVersion] = OrderedDict()
        self._lock = Lock()

    def find(self, scope: Scope, workflow_id: str, number: int) -> WorkflowVersion | None:
        """Return the version, None where it is not among them."""
        with self._lock:
            return self._kept.get((scope, workflow_id, number))

    def keep(self, scope: Scope, version: WorkflowVersion) -> None:
        """Keep a version that was read, in place of the one that came first."""
        with self._lock:
            self._kept[scope, version.workflow_id, version.version] = version
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


class TriggerOwner(Value):
    """Which workflow has an API trigger."""

    trigger_id: str
    workflow_id: str


class DynamoWorkflows:
    """Satisfies `workflows.ports.WorkflowRepository`."""

    def __init__(self, session: Session, known: KnownWorkflowVersions) -> None:
        self._session, self._known = session, known

    def find(self, scope: Scope, workflow_id: str) -> Workflow | None:
        """Return the workflow, None where there is none of this id."""
        row = self._session.load(Document, workflow_keys.workflow(scope, workflow_id))
        return read(Workflow, row) if row is not None else None

    def all(self, scope: Scope) -> list[Workflow]:
        """Return every workflow of the environment, strongly consistently."""
        return [read(Workflow, row) for row in self._session.query(Document, workflow_keys.workflows(scope))]

    def version(self, scope: Scope, workflow_id: str, version: int) -> WorkflowVersion | None:
        """Return a version, from memory where this process knows it."""
        known = self._known.find(scope, workflow_id, version)
        if known is not None:
            return known
        row = self._session.load(Document, workflow_keys.version(scope, workflow_id, version))
        if row is None:
            return None
        found = read(WorkflowVersion, row)
        self._known.keep(scope, found)
        return found

    def last_version(self, scope: Scope, workflow_id: str) -> int:
        """Return the number of the newest version, also of a workflow that was deleted; 0 where there is none."""
        newest = Document.query(
            workflow_keys.versions(scope, workflow_id), consistent_read=True, scan_index_forward=False, limit=1
        )
        return next((read(WorkflowVersion, row).version for row in newest), 0)

    def of_trigger(self, scope: Scope, trigger_id: str) -> str | None:
        """Return the workflow that has an API trigger of this name."""
        row = self._session.load(Document, workflow_keys.api_trigger(scope, trigger_id))
        return read(TriggerOwner, row).workflow_id if row is not None else None

    def page(self, scope: Scope, request: PageRequest) -> Page[Workflow]:
        """Return a page of the workflows, newest first."""
        placed = [(keys.created_order(each.created_at, each.id), each) for each in self.all(scope)]
        return page_in_memory(placed, request, Cursor(scope, "WORKFLOW", {}))

    def save(
        self, scope: Scope, workflow: Workflow, version: WorkflowVersion | None, former: Sequence[Trigger]
    ) -> None:
        """Stage a workflow, new or loaded, with a new version where there is one, in place of the former triggers."""
        key = workflow_keys.workflow(scope, workflow.id)
        self._session.save(Document(key.pk, key.sk, body=body_of(workflow)), aggregate=f"WORKFLOW#{workflow.id}")
        if version is None:
            return
        key = workflow_keys.version(scope, workflow.id, version.version)
        self._session.add(Document(key.pk, key.sk, body=body_of(version)))
        wanted = _names(version.definition.triggers)
        for trigger_id in sorted(_names(former) - wanted):
            self._release(scope, trigger_id, workflow.id)
        for trigger_id in sorted(wanted):
            self._take(scope, trigger_id, workflow.id)

    def delete(self, scope: Scope, workflow: Workflow, former: Sequence[Trigger]) -> None:
        """Stage the removal of a workflow with its triggers; its versions stay, so that runs can go on."""
        row = self._session.load(Document, workflow_keys.workflow(scope, workflow.id))
        if row is not None:
            self._session.delete(row, aggregate=f"WORKFLOW#{workflow.id}")
        for trigger_id in sorted(_names(former)):
            self._release(scope, trigger_id, workflow.id)

    def _take(self, scope: Scope, trigger_id: str, workflow_id: str) -> None:
        owner = self.of_trigger(scope, trigger_id)
        if owner not in {None, workflow_id}:
            raise DuplicatedEntity.of("workflow trigger", trigger_id)
        if owner is None:
            key = workflow_keys.api_trigger(scope, trigger_id)
            body = body_of(TriggerOwner(trigger_id=trigger_id, workflow_id=workflow_id))
            self._session.save(Document(key.pk, key.sk, body=body))

    def _release(self, scope: Scope, trigger_id: str, workflow_id: str) -> None:
        row = self._session.load(Document, workflow_keys.api_trigger(scope, trigger_id))
        if row is not None and read(TriggerOwner, row).workflow_id == workflow_id:
            self._session.delete(row)


def _names(triggers: Sequence[Trigger]) -> set[str]:
    return {each.trigger_id for each in triggers if each.trigger_id is not None}
