"""Cost formulas: how many credits an event burns, by an expression over its dimensions.

A formula is nobody's code to run: its steps are reckoned here, one after the other, with so many digits and no more.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from tollgate.charges.errors import FormulaInvalid
from tollgate.charges.formula_parser import LARGEST_NUMBER, NEGATIVE, Dimension, Operation, Step, steps_of

_PRECISION = Context(prec=50, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Exact for the product of any two numbers that are counted exactly; beyond it the last digit is rounded."""
_SMALLEST_EXPONENT = -30
"""What is less than 10^-30 is nothing: no formula makes as much of it as the smallest part of a credit."""
_SMALLEST_CREDIT = Decimal("0.000001")
_MOST_REMEMBERED = 512
"""Formulas that one process remembers: those of the plans its customers are on."""
_PREFIX = "dimensions."
_ZERO = Decimal(0)


class FormulaFault(StrEnum):
    """Why a formula that was accepted came to nothing for one event."""

    DIVISION_BY_ZERO = "DIVISION_BY_ZERO"
    OUT_OF_RANGE = "OUT_OF_RANGE"


class CreditCost(NamedTuple):
    """How many credits are burnt; none where there is a `fault`, which whoever runs the plan should hear of."""

    credits: Decimal
    fault: FormulaFault | None = None


@dataclass(frozen=True)
class Formula:
    """An expression that was understood: the steps that reckon it, values before what puts them together."""

    steps: tuple[Step, ...]

    def cost(self, dimensions: Mapping[str, Any]) -> CreditCost:
        """Return what an event with these dimensions burns, to six decimals, half up; never less than nothing.

        A dimension that is missing, or no number, is zero; a text counts as the number it spells, a switch does not.
        """
        with localcontext(_PRECISION):
            value = self._value(dimensions)
            if value is None:
                return CreditCost(_ZERO, FormulaFault.DIVISION_BY_ZERO)
            if value > LARGEST_NUMBER:
                return CreditCost(_ZERO, FormulaFault.OUT_OF_RANGE)
            # Adding zero takes the exponent off again, and the sign of a negative nothing.
            return CreditCost(max(value, _ZERO).quantize(_SMALLEST_CREDIT).normalize() + 0)

    def _value(self, dimensions: Mapping[str, Any]) -> Decimal | None:
        values: list[Decimal] = []
        for step in self.steps:
            match step:
                case Operation("/", _) if not values[-1]:
                    return None
                case Operation(name, operands):
                    values[-operands:] = [_OPERATIONS[name](*values[-operands:])]
                case Dimension(name):
                    values.append(_number(dimensions.get(name, dimensions.get(name.removeprefix(_PREFIX)))))
                case _:
                    values.append(step)
        return values[0]


def formula_of(text: str, *, field: str = "costFormula") -> Formula:
    """Return the formula that a text says; raises `FormulaInvalid`, naming `field`, the position and what is amiss."""
    try:
        return _understood(text)
    except FormulaInvalid as error:
        error.details["field"] = field
        raise


@lru_cache(_MOST_REMEMBERED)
def _understood(text: str) -> Formula:
    return Formula(steps_of(text))


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > LARGEST_NUMBER):
        return _ZERO
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return _ZERO
    # Looked at before it is reckoned with: 1e999999999 is short to write.
    if not number.is_finite() or number.adjusted() < _SMALLEST_EXPONENT or number.copy_abs() > LARGEST_NUMBER:
        return _ZERO
    return +number


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def _ceil(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def _rounded(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_HALF_UP)


_OPERATIONS: dict[str, Callable[..., Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    NEGATIVE: operator.neg,
    "abs": abs,
    "ceil": _ceil,
    "floor": _floor,
    "max": max,
    "min": min,
    "round": _rounded,
}
