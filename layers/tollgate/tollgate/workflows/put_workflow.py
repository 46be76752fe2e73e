"""Put a workflow in place as a document tells of it: new, or instead of the one of its id."""

from collections.abc import Callable, Collection, Mapping

from tollgate.shared.scope import Scope
from tollgate.workflows.definition import Definition
from tollgate.workflows.save_workflow import (
    NewWorkflow,
    Saving,
    create_workflow,
    retrieve_workflow,
    tried_workflow,
    update_workflow,
)
from tollgate.workflows.workflow import Workflow

Check = Callable[[Scope, NewWorkflow, Collection[str]], tuple[Workflow, Definition]]
"""Returns a workflow as it would be saved beside others of these ids; raises what saving it would raise."""


class SavedWorkflows:
    """The workflows of environments, each with its present definition."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def all(self, scope: Scope) -> list[tuple[Workflow, Definition]]:
        """Return every workflow with its present definition."""
        running = self._saving.running
        return [retrieve_workflow(scope, each.id, running) for each in running.workflows.all(scope)]

    def find(self, scope: Scope, workflow_id: str) -> tuple[Workflow, Definition] | None:
        """Return the workflow with its present definition, None where there is none of this id."""
        running = self._saving.running
        if running.workflows.find(scope, workflow_id) is None:
            return None
        return retrieve_workflow(scope, workflow_id, running)

    def tried(self, scope: Scope) -> "TriedWorkflows":
        """Return a copy of an environment's workflows, to try changes on."""

        def check(scope: Scope, new: NewWorkflow, others: Collection[str]) -> tuple[Workflow, Definition]:
            return tried_workflow(scope, new, others, self._saving)

        return TriedWorkflows({each.id: (each, definition) for each, definition in self.all(scope)}, check)

    def put(self, scope: Scope, new: NewWorkflow) -> None:
        """Stage a workflow, new or in place of the one of its id; raises what saving workflows raises."""
        if new.id is None or self.find(scope, new.id) is None:
            create_workflow(scope, new, self._saving)
            return
        fields = {name: getattr(new, name) for name in ("name", "description", "status", "definition")}
        update_workflow(scope, new.id, fields, self._saving)


class TriedWorkflows:
    """A copy of workflows, to try changes on: nothing of it is stored."""

    def __init__(self, saved: Mapping[str, tuple[Workflow, Definition]], check: Check) -> None:
        self._kept, self._check = dict(saved), check

    def tried(self, scope: Scope) -> "TriedWorkflows":
        """Return another copy, as things are in this one."""
        return TriedWorkflows(self._kept, self._check)

    def all(self, scope: Scope) -> list[tuple[Workflow, Definition]]:
        """Return every workflow with its present definition."""
        return list(self._kept.values())

    def find(self, scope: Scope, workflow_id: str) -> tuple[Workflow, Definition] | None:
        """Return the workflow with its present definition, None where there is none of this id."""
        return self._kept.get(workflow_id)

    def put(self, scope: Scope, new: NewWorkflow) -> None:
        """Keep a workflow; raises what saving it would raise."""
        self._kept[new.id or ""] = self._check(scope, new, self._kept.keys())
