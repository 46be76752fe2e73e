"""The grammar of cost formulas: a text becomes the steps that reckon it, in the order in which they are taken.

    sum      = product { ("+" | "-") product }
    product  = factor { ("*" | "/") factor }
    factor   = { "-" } ( number | name | function "(" sum { "," sum } ")" | "(" sum ")" )
    number   = digits [ "." digits ] | "." digits
    name     = a letter or "_", then letters, digits, "_", "." and "$"

A "-" that touches a name on its left and any of these on its right belongs to the name: `a-b` is one dimension, and
`a - b` the difference of two. A name is a function where "(" follows, and a dimension otherwise.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from tollgate.charges.errors import FormulaInvalid

LONGEST_FORMULA = 1_000
DEEPEST_FORMULA = 32
"""Parentheses and calls within one another; so deep a parser may recurse wherever it is called from."""
LARGEST_NUMBER = Decimal(2**53 - 1)
"""Up to here every whole number is counted exactly, in what is reported as in what is burnt."""
MOST_DECIMALS = 15
NEGATIVE = "negative"
FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "abs": (1, 1),
    "ceil": (1, 1),
    "floor": (1, 1),
    "max": (2, None),
    "min": (2, None),
    "round": (1, 1),
}
"""The fewest and the most values that a function takes; without a most, any number of them."""

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_.$]*(?:-[A-Za-z0-9_.$]+)*)
    |(?P<sign>[-+*/(),])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_VALUE = "a number, a dimension, a function or ("
_SHOWN = 20
"""Characters of what was found that a message repeats."""


class Dimension(NamedTuple):
    """A step that takes the value of a dimension."""

    name: str


class Operation(NamedTuple):
    """A step that puts the last values together to one: a sign, `NEGATIVE` or a function."""

    name: str
    operands: int


Step = Decimal | Dimension | Operation


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def steps_of(text: str) -> tuple[Step, ...]:
    """Return the steps of a formula; raises `FormulaInvalid` telling where it is none, and what was expected there."""
    if len(text) > LONGEST_FORMULA:
        raise FormulaInvalid(f"A formula has at most {LONGEST_FORMULA} characters, not {len(text)}")
    return _Parser(text).steps()


class _Parser:
    """Goes through a text once and writes down the steps, each after those it needs."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self._steps: list[Step] = []
        self._depth = 0

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the whole text."""
        self._sum()
        if self._token.kind != "end":
            raise self._unexpected("an operator or the end")
        return tuple(self._steps)

    def _sum(self) -> None:
        self._product()
        while sign := self._taken("+", "-"):
            self._product()
            self._steps.append(Operation(sign, 2))

    def _product(self) -> None:
        self._factor()
        while sign := self._taken("*", "/"):
            self._factor()
            self._steps.append(Operation(sign, 2))

    def _factor(self) -> None:
        is_negative = False
        while self._taken("-"):
            is_negative = not is_negative
        self._value()
        if is_negative:
            self._steps.append(Operation(NEGATIVE, 1))

    def _value(self) -> None:
        token = self._token
        if token.kind == "number":
            self._steps.append(_number(token))
            self._advance()
        elif token.kind == "name":
            self._advance()
            if self._taken("("):
                self._call(token)
            else:
                self._steps.append(Dimension(token.text))
        elif self._taken("("):
            self._nested(token)
            if not self._taken(")"):
                raise self._unexpected("an operator or )")
        else:
            raise self._unexpected(_VALUE)

    def _call(self, function: _Token) -> None:
        if function.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise _invalid(f"{_shown(function.text)} is no function; there are {known}", function.position)
        self._nested(function)
        operands = 1
        while self._taken(","):
            self._nested(function)
            operands += 1
        if not self._taken(")"):
            raise self._unexpected("an operator, a comma or )")
        fewest, most = FUNCTIONS[function.text]
        if operands < fewest or operands > (most or operands):
            wanted = "one value" if most == 1 else f"{fewest} or more values"
            raise _invalid(f"{function.text} takes {wanted}, not {operands}", function.position)
        self._steps.append(Operation(function.text, operands))

    def _nested(self, opening: _Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST_FORMULA:
            raise _invalid(f"A formula is at most {DEEPEST_FORMULA} parentheses deep", opening.position)
        self._sum()
        self._depth -= 1

    def _taken(self, *signs: str) -> str | None:
        """Return the sign that comes next, and go on, where it is one of these."""
        token = self._token
        if token.kind != "sign" or token.text not in signs:
            return None
        self._advance()
        return token.text

    def _advance(self) -> None:
        self._token = next(self._tokens)

    def _unexpected(self, expected: str) -> FormulaInvalid:
        token = self._token
        found = "the end" if token.kind == "end" else _shown(token.text)
        return _invalid(f"The formula has {found} where {expected} is expected", token.position)


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "space":
            yield _Token(found.lastgroup or "", found.group(), found.start() + 1)
    yield _Token("end", "", len(text) + 1)


def _number(token: _Token) -> Decimal:
    if len(token.text.partition(".")[2]) > MOST_DECIMALS:
        raise _invalid(f"A number has at most {MOST_DECIMALS} decimals", token.position)
    number = Decimal(token.text)
    if number > LARGEST_NUMBER:
        raise _invalid(f"A number is at most {LARGEST_NUMBER}", token.position)
    return number


def _invalid(message: str, position: int) -> FormulaInvalid:
    return FormulaInvalid(f"{message}, at position {position}", position=position)


def _shown(text: str) -> str:
    # As Python writes it in ASCII: a text of any characters arrives here, and an answer has to hold it.
    return ascii(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
