"""What executing a node came to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tollgate.workflows.run import RunError


@dataclass(frozen=True)
class Went:
    """The run goes on by an output; None where it ends here. `response` is what a waiting caller is answered."""

    output: str | None
    value: Any
    response: Any = None
    has_response: bool = False


@dataclass(frozen=True)
class Waits:
    """The node waits: until an instant, for events of some types, or for another run."""

    wake_at: datetime | None = None
    awaits: tuple[str, ...] = ()
    child_id: str | None = None


@dataclass(frozen=True)
class Starts:
    """Another workflow is started with an input; where `is_awaited`, the run goes on when that has ended."""

    workflow_id: str
    input: Any
    is_awaited: bool


@dataclass(frozen=True)
class Fails:
    """The node failed. What `is_final` is not tried again, and ends the run.

    What `is_momentary` others were in the way of, or could not be read: it is tried again even where the node does not
    ask for that, because nothing is wrong with what it does.
    """

    error: RunError
    is_final: bool = False
    is_momentary: bool = False


Outcome = Went | Waits | Starts | Fails
