"""Many at once: threads that start together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def in_parallel(count: int, operation: Callable[[int], Result]) -> list[Result]:
    """Return what `operation(0)` … `operation(count - 1)` returned, all started together; raises what one raised."""
    gate = Barrier(count)

    def started(number: int) -> Result:
        gate.wait()
        return operation(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(started, range(count)))
