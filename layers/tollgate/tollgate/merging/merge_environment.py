"""Merge a catalogue into an environment: looked at first, then done by a task."""

from tollgate.catalog.migration import MigrationType
from tollgate.merging.document import CatalogDocument
from tollgate.merging.errors import MergeRefused
from tollgate.merging.ports import Catalogue, MergeSources, Rehearsals
from tollgate.merging.rehearse import rehearse
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.tasks.environment_merge import EnvironmentMerge
from tollgate.tasks.start_task import start_task
from tollgate.tasks.task import Task


class MergeRequest(Value):
    """What is merged into the environment of `scope`, where it comes from, and who gets what is published."""

    scope: Scope
    source: CatalogDocument
    source_environment_slug: str | None = None
    migration_type: MigrationType = MigrationType.NEW_CUSTOMERS


def merge_environment(
    request: MergeRequest, *, catalogue: Catalogue, rehearsals: Rehearsals, sources: MergeSources
) -> Task | None:
    """Return the task that merges, None where nothing differs; raises `MergeRefused` and starts nothing.

    The source is kept with the task: what is changed in it from now on is not merged.
    """
    tried = rehearse(request.scope, request.source, catalogue=catalogue, rehearsals=rehearsals)
    if tried.errors:
        raise MergeRefused.of(tried.errors)
    if not tried.steps:
        return None
    merge = EnvironmentMerge(
        source_environment_slug=request.source_environment_slug, migration_type=request.migration_type
    )
    at = catalogue.clock.now()
    task = start_task(request.scope, merge, at=at, tasks=catalogue.tasks, events=catalogue.events, ids=catalogue.ids)
    sources.add(request.scope, task.id, request.source)
    return task
