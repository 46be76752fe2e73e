"""Merge a catalogue into an environment: a task, one thing after the other."""

from datetime import datetime

from tollgate.catalog.migration import MigrationType
from tollgate.merging.document import CatalogDocument
from tollgate.merging.export_catalog import export_catalog
from tollgate.merging.merge_step import MergeStep, next_step, steps_of
from tollgate.merging.ports import Catalogue, MergeSources
from tollgate.merging.take_merge_step import take_merge_step
from tollgate.shared.scope import Scope
from tollgate.tasks.environment_merge import EnvironmentMerge
from tollgate.tasks.task import Task, TaskFailure


class ApplyMerge:
    """Satisfies `tasks.ports.TaskKind`.

    What a step does follows from the difference between the source, as it was, and the destination, as it is: what is
    in place already is not done again.
    """

    def __init__(self, *, catalogue: Catalogue, sources: MergeSources) -> None:
        self._catalogue, self._sources = catalogue, sources

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the next thing that differs; return the task beyond it, or finished."""
        merge, (source, steps, place) = _merge_of(task), self._found(scope, task)
        if place is None:
            return task.advanced(merge.at(len(steps)), at=now).finished(at=now)
        migration_type = MigrationType(merge.migration_type)
        take_merge_step(scope, steps[place], source, into=self._catalogue, migration_type=migration_type)
        return task.advanced(merge.at(place + 1), done=1, at=now)

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the thing that could not be put in place; None where all is."""
        _, steps, place = self._found(scope, task)
        if place is None:
            return None
        passed = task.advanced(_merge_of(task).at(place + 1), at=now)
        return passed.with_failure(TaskFailure.of(str(steps[place]), error))

    def _found(self, scope: Scope, task: Task) -> tuple[CatalogDocument, tuple[MergeStep, ...], int | None]:
        self._catalogue.plans.begin_change(scope)
        source = self._sources.of_task(scope, task.id)
        steps, destination = steps_of(source), export_catalog(scope, catalogue=self._catalogue)
        return source, steps, next_step(steps, source, destination, start=_merge_of(task).next_step)


def _merge_of(task: Task) -> EnvironmentMerge:
    assert isinstance(task.payload, EnvironmentMerge)
    return task.payload
