"""Prints every performance budget that has something to measure beside what is measured: `python -m tools.bench`.

Counts are exact; ratios compare two things in one run on one machine, and vary by some percent from run to run.
"""

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from decimal import Decimal

from tools.bench import cold_start, hot_path, hot_wallet, ingest_cpu, many_due, many_events, paywall_cpu, prices
from tools.bench.calls import Calls
from tools.bench.lines import Line, table
from tools.bench.operation import Operation
from tools.bench.operations import OPERATIONS, arrange
from tools.bench.world import Api, tables


def main() -> None:
    """Measure and print, one table after the other."""

    def show(text: str) -> None:
        print(text, file=sys.__stdout__, flush=True)

    # The handlers write their log lines, as they do on Lambda, to nowhere.
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        with tables() as api:
            ingest = list(ingest_cpu.lines(api))
        with tables() as api:
            show(counted(api))
            path = hot_path.record(api)
        show(table("CPU, relative to another in the same run", [*hot_path.lines(path), *paywall_cpu.lines(), *ingest]))
        show(table("Cold start and size", cold_start.lines()))
        show(table("Many at once, on the emulator", [*many_due.lines(), *many_events.lines(), *hot_wallet.lines()]))


def counted(api: Api) -> str:
    """Return the tables of calls, units and cost."""
    arrange(api)
    measured = {operation.what: (operation, operation.measure(api)) for operation in OPERATIONS}
    rows = [_line(operation, calls) for operation, calls in measured.values()]
    costs = prices.lines({what: calls for what, (_, calls) in measured.items()})
    return table("Round trips, items, units", rows) + "\n" + table("Cost at list prices", costs)


def _line(operation: Operation, calls: Calls) -> Line:
    shown: list[tuple[str, Callable[[Calls], int | Decimal], int | Decimal | None]] = [
        ("trips", lambda calls: calls.round_trips, operation.budget.round_trips),
        ("read", lambda calls: calls.items_read, operation.budget.items_read),
        ("written", lambda calls: calls.items_written, operation.budget.items_written),
        ("RRU", lambda calls: calls.read_units, operation.budget.read_units),
        ("WRU", lambda calls: calls.write_units, operation.budget.write_units),
    ]
    budget = ", ".join(f"{name} ≤ {most:g}" for name, _, most in shown if most is not None)
    found = ", ".join(f"{name} {count(calls):g}" for name, count, _ in shown)
    is_ok = not operation.budget.exceeded_by(calls) and (calls.is_consistent or not operation.is_consistent)
    return Line(operation.what, budget, found, is_ok)


main()
