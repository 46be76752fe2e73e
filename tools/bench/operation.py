"""An operation whose round trips, items and units have a budget."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tools.bench.calls import Calls, counting
from tools.bench.world import Api


@dataclass(frozen=True)
class Budget:
    """The most an operation may cost; None where nothing is said."""

    round_trips: int | None = None
    items_read: int | None = None
    items_written: int | None = None
    read_units: Decimal | None = None
    write_units: Decimal | None = None

    def exceeded_by(self, calls: Calls) -> list[str]:
        """Return what is over budget, in words."""
        return [
            f"{name} {getattr(calls, name)} > {most}"
            for name in ("round_trips", "items_read", "items_written", "read_units", "write_units")
            if (most := getattr(self, name)) is not None and getattr(calls, name) > most
        ]


@dataclass(frozen=True)
class Operation:
    """An operation with its budget. `run` gets a number that differs from run to run; the first one only warms up.

    `prepare` makes what a run works on, and is not counted.
    """

    what: str
    budget: Budget
    run: Callable[[Api, int], object]
    is_consistent: bool = False
    prepare: Callable[[Api, int], object] = lambda api, run: None

    def measure(self, api: Api) -> Calls:
        """Return what the operation says to DynamoDB when the process is warm."""
        self.prepare(api, 0)
        self.run(api, 0)
        self.prepare(api, 1)
        with counting() as calls:
            self.run(api, 1)
        return calls
