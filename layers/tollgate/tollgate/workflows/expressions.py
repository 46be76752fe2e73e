"""Expressions: JMESPath over what started a run and what its nodes returned, inside the texts of parameters.

A text may hold `{{ expression }}` anywhere. One that is nothing else becomes the value itself, with its type; in any
other text each becomes the text of its value. What is missing is null.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from tollgate.shared.entity import json_number
from tollgate.workflows.errors import ExpressionFailed
from tollgate.workflows.functions import WorkflowFunctions

BEGIN, END = "{{", "}}"
LONGEST = 4_096
NOW = "now"
"""Where a context says which instant it is."""


@lru_cache(maxsize=1_024)
def _compiled(expression: str) -> Any:
    if len(expression) > LONGEST:
        raise ExpressionFailed(f"The expression has more than {LONGEST} characters")
    try:
        return jmespath.compile(expression)
    except JMESPathError as error:
        raise ExpressionFailed(f"{expression.strip()} is not a JMESPath expression: {_first_line(error)}") from error


def check(expression: str) -> None:
    """Raise `ExpressionFailed` for what is not an expression, or calls a function that there is not."""
    _check_functions(_compiled(expression).parsed)


def value_of(expression: str, context: Mapping[str, Any]) -> Any:
    """Return what an expression says of the context; raises `ExpressionFailed`."""
    options = jmespath.Options(custom_functions=WorkflowFunctions(context.get(NOW)))
    try:
        return _compiled(expression).search(dict(context), options=options)
    except (JMESPathError, ArithmeticError, ValueError, TypeError) as error:
        raise ExpressionFailed(f"{expression.strip()}: {_first_line(error)}") from error


def is_true(condition: str, context: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds: its value is neither null nor false, and no empty text, list or object."""
    value = value_of(condition, context)
    return value is True or (value is not None and value is not False and value not in ("", [], {}))


def rendered(value: Any, context: Mapping[str, Any]) -> Any:
    """Return a value with each expression in its texts replaced by what it says; raises `ExpressionFailed`."""
    if isinstance(value, str):
        return _rendered_text(value, context)
    if isinstance(value, Mapping):
        return {name: rendered(each, context) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [rendered(each, context) for each in value]
    return value


def expressions_in(text: str) -> Iterator[str]:
    """Yield the expressions that a text holds; raises `ExpressionFailed` where one does not end or cannot be read."""
    return (part for part, is_expression in _parts(text) if is_expression)


def _rendered_text(text: str, context: Mapping[str, Any]) -> Any:
    parts = list(_parts(text))
    if len(parts) == 1 and parts[0][1]:
        return value_of(parts[0][0], context)
    return "".join(_text_of(value_of(part, context)) if is_expression else part for part, is_expression in parts)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text and whether each is an expression."""
    place = 0
    while (begin := text.find(BEGIN, place)) >= 0:
        if begin > place:
            yield text[place:begin], False
        expression, place = _expression_at(text, begin + len(BEGIN))
        yield expression, True
    if place < len(text):
        yield text[place:], False


def _expression_at(text: str, begin: int) -> tuple[str, int]:
    """Return the expression that begins here and where the text goes on: objects in it may end with `}}` too."""
    refused: ExpressionFailed | None = None
    end = text.find(END, begin)
    while end >= 0:
        try:
            _compiled(text[begin:end])
        except ExpressionFailed as error:
            refused = refused or error
            end = text.find(END, end + 1)
        else:
            return text[begin:end], end + len(END)
    raise refused or ExpressionFailed(f"{text[begin:].strip()} has no end: write }}}} after it")


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return json_number(value) if isinstance(value, Decimal) else str(value)


def _check_functions(tree: Any) -> None:
    if tree["type"] == "function_expression" and tree["value"] not in WorkflowFunctions.FUNCTION_TABLE:
        raise ExpressionFailed(f"There is no function {tree['value']}()")
    for child in tree.get("children", ()):
        if isinstance(child, dict):
            _check_functions(child)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
