"""Whatever is done to plans and add-ons, in whatever order, what must always hold does; kept in memory."""

from collections.abc import Callable

from hypothesis import given, settings

from tests.support.catalog import THEN
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import (
    MemoryCurrencies,
    MemoryEvents,
    MemoryFeatureGroups,
    MemoryFeatures,
    MemoryPackageGroups,
    MemoryPackages,
    MemoryProducts,
)
from tests.support.package_story import OPENING, SCOPE, STEPS, Known, Result, Shelf, Step, Story
from tollgate.catalog.addon import Addon
from tollgate.catalog.plan import Plan
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.tasks.task import Task


class NoTasks:
    """Satisfies `TaskRepository`: who publishes to new customers starts none."""

    def find(self, scope: Scope, task_id: str) -> Task | None:
        """Return nothing."""
        return None

    def page(self, scope: Scope, request: PageRequest) -> Page[Task]:
        """Return nothing."""
        return Page(rows=())

    def add(self, scope: Scope, task: Task) -> None:
        """Refuse."""
        raise AssertionError(task)

    def save(self, scope: Scope, task: Task) -> None:
        """Refuse."""
        raise AssertionError(task)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(STEPS)
def test_versions_never_change_and_a_refusal_changes_nothing(steps: list[Step]) -> None:
    plans, addons, clock = MemoryPackages(Plan), MemoryPackages(Addon), FixedClock(THEN)
    events, ids = MemoryEvents(), CountingIds()
    shelf = Shelf(
        plans,
        addons,
        MemoryProducts(scope=SCOPE),
        MemoryFeatures(),
        MemoryFeatureGroups(),
        MemoryPackageGroups(),
        MemoryCurrencies(),
        NoTasks(),
        events=events,
        clock=clock,
        ids=ids,
    )

    def run(operation: Callable[[Shelf], Result]) -> Result:
        return operation(shelf)

    def versions() -> Known:
        kept = (*plans.published.items(), *addons.published.items())
        return {(package_id, number): version for (_, package_id, number), version in kept}

    shelf.fill()
    story = Story(run, versions)
    for step in (*OPENING, *steps):
        clock.advance(minutes=1)
        told = len(events.recorded)
        if not story.tell(step):
            assert len(events.recorded) == told, "a refusal tells nobody"
        story.check()
