"""What test clocks need from storage. Writes are staged: they happen with the operation's transaction."""

from typing import Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.test_clocks.test_clock import TestClock


class TestClockRepository(Protocol):
    """The test clocks of an environment."""

    def find(self, scope: Scope, test_clock_id: str) -> TestClock | None:
        """Return the clock, or None where there is none of this id; read once in an operation."""
        ...

    def page(self, scope: Scope, request: PageRequest) -> Page[TestClock]:
        """Return a page of clocks, newest first; one that was just made may be missing for about a second."""
        ...

    def add(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage a new clock."""
        ...

    def save(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage the changed clock; of two writers who read the same one, one runs again."""
        ...

    def delete(self, scope: Scope, test_clock: TestClock) -> None:
        """Stage the removal of a clock that was found."""
        ...


class EnvironmentKinds(Protocol):
    """What environments are for."""

    def is_production(self, scope: Scope) -> bool:
        """Tell whether the environment serves real customers."""
        ...
