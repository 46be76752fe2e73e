"""What a step of a recount did: where it is then, how many events it counted, and what it could not do."""

from typing import NamedTuple, Self

from tollgate.tasks.meter_recount import MeterRecount
from tollgate.tasks.task import TaskFailure
from tollgate.usage.errors import UsageOutOfRange


class RecountStep(NamedTuple):
    """The recount as a step leaves it."""

    recount: MeterRecount
    counted: int = 0
    failures: tuple[TaskFailure, ...] = ()

    def out_of_range(self, *identifiers: str) -> Self:
        """Return the step that leaves these alone: they would take usage beyond what is counted exactly."""
        message = "The usage would be beyond what is counted exactly; it stays as it is"
        code = UsageOutOfRange.code
        return self._replace(failures=tuple(TaskFailure(id=each, code=code, message=message) for each in identifiers))
