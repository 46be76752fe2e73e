"""CPU of one operation relative to another, interleaved in one run: absolute times do not travel."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

Work = Callable[[], object]


def ratio(work: Work, reference: Work, *, rounds: int = 15, calls: int = 40) -> float:
    """Return the median over the rounds of what `work` costs in units of what `reference` costs in the same round."""
    _cpu_of(work, 5)
    _cpu_of(reference, 5)
    return median(_cpu_of(work, calls) / _cpu_of(reference, calls) for _ in range(rounds))


def _cpu_of(work: Work, calls: int) -> float:
    before = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - before


def import_ratio(statement: str, reference: str, *, path: Sequence[str], rounds: int = 9) -> float:
    """Return the median of the CPU of a fresh process that runs one statement relative to another."""
    for each in (statement, reference):  # the first run writes the compiled modules
        _cpu_of_process(each, path)
    return median(_cpu_of_process(statement, path) / _cpu_of_process(reference, path) for _ in range(rounds))


def modules_of(statement: str, *, path: Sequence[str]) -> set[str]:
    """Return the modules a fresh process has imported after a statement."""
    shown = _run(f"{statement}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)", path)
    return set(shown.stderr.decode().split())


def _cpu_of_process(statement: str, path: Sequence[str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    _run(statement, path)
    after = getrusage(RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _run(statement: str, path: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    return subprocess.run([sys.executable, "-c", statement], env=environment, check=True, capture_output=True)
