"""What the benchmark prints: each budget beside what was measured."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured thing; `is_ok` is None where there is no budget."""

    what: str
    budget: str
    measured: str
    is_ok: bool | None = None

    @classmethod
    def at_most(cls, what: str, budget: float, measured: float, *, unit: str = "") -> "Line":
        """Return the line of a number that has an upper bound."""
        return cls(what, f"≤ {budget:g}{unit}", f"{measured:.4g}{unit}", measured <= budget)


def table(title: str, lines: Iterable[Line]) -> str:
    """Return lines under a title, in columns."""
    rows = [(line.what, line.budget, line.measured, _verdict(line)) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    shown = (
        " | ".join((*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3])) for row in rows
    )
    return "\n".join((f"\n{title}", *shown))


def _verdict(line: Line) -> str:
    return "" if line.is_ok is None else "ok" if line.is_ok else "over"
