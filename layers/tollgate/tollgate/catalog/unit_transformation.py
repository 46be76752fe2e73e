"""A unit transformation: usage is reported in fine units, such as bytes, and sold in coarse ones, such as gigabytes."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Value


class UnitRounding(StrEnum):
    """How a part of a coarse unit is billed."""

    UP = "UP"
    DOWN = "DOWN"


class UnitTransformation(Value):
    """How many fine units make a coarse one, and what the coarse ones are called.

    Usage is shown and compared with limits as the exact quotient; only what is billed is rounded to whole units.
    """

    divide: int
    round: UnitRounding = UnitRounding.UP
    feature_units: str | None = None
    feature_units_plural: str | None = None

    @property
    def unnamed(self) -> Self:
        """Return the transformation without its names, which alone do not change what is counted."""
        return self.but(feature_units=None, feature_units_plural=None)


def in_sold_units(usage: Decimal, transformation: UnitTransformation | None) -> Decimal:
    """Return usage as it was reported in the units that limits are told in: the same where nothing transforms it."""
    return usage / transformation.divide if transformation is not None else usage


def in_reported_units(limit: Decimal, transformation: UnitTransformation | None) -> Decimal:
    """Return a limit in the units that usage is reported in."""
    return limit * transformation.divide if transformation is not None else limit
