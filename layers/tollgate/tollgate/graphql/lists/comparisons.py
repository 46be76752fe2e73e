"""Comparisons: what a filter says of one field, against the value a row has there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Plain = str | bool | int | datetime
Comparable = Plain | tuple[str, ...] | None
"""The value of a field: one, none, or several names of the same thing, of which any may be meant."""


def fits(comparison: Mapping[str, Any], value: Comparable) -> bool:
    """Tell whether a value meets every operator of a comparison.

    As in SQL, no operator but `is` and `isNot` fits where there is no value. An operand that is null counts as left
    out, but with these two, where it means that there is no value.
    """
    names = value if isinstance(value, tuple) else () if value is None else (value,)
    return all(
        _holds(operator, operand, names)
        for operator, operand in comparison.items()
        if operand is not None or operator in {"is", "isNot"}
    )


def _holds(operator: str, operand: Any, names: tuple[Plain, ...]) -> bool:
    if operator == "is":
        return any(name is operand for name in names) if operand is not None else not names
    if operator == "isNot":
        return not _holds("is", operand, names)
    if operator in _NEGATED:
        return bool(names) and not _holds(_NEGATED[operator], operand, names)
    return any(_OPERATORS[operator](name, operand) for name in names)


def is_like(text: str, pattern: str) -> bool:
    r"""Tell whether a text has a form in which `%` stands for any text, `_` for any character, `\` for the next as is.

    It never looks at a character again for more than one `%`, so that no pattern takes long.
    """
    tokens = _tokens(pattern)
    at = token = 0
    run: tuple[int, int] | None = None
    while at < len(text):
        if token < len(tokens) and tokens[token] is _RUN:
            run, token = (token + 1, at), token + 1
        elif token < len(tokens) and tokens[token] in (_ONE, text[at]):
            at, token = at + 1, token + 1
        elif run is not None:
            # The last `%` takes one character more, and what follows it is tried again.
            run = (run[0], run[1] + 1)
            token, at = run
        else:
            return False
    return all(each is _RUN for each in tokens[token:])


_RUN, _ONE = object(), object()


def _tokens(pattern: str) -> list[object]:
    tokens: list[object] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            tokens.append(next(characters, character))
        else:
            tokens.append({"%": _RUN, "_": _ONE}.get(character, character))
    return tokens


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: value == operand,
    "in": lambda value, operand: value in operand,
    "gt": lambda value, operand: value > operand,
    "gte": lambda value, operand: value >= operand,
    "lt": lambda value, operand: value < operand,
    "lte": lambda value, operand: value <= operand,
    "between": lambda value, operand: operand["lower"] <= value <= operand["upper"],
    "like": is_like,
    "iLike": lambda value, operand: is_like(value.lower(), operand.lower()),
}
_NEGATED = {"neq": "eq", "notIn": "in", "notLike": "like", "notILike": "iLike", "notBetween": "between"}
