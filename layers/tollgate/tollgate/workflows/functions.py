"""The functions of expressions beside JMESPath's own: arithmetic, instants and texts."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from jmespath.functions import Functions, signature
from pydantic import AwareDatetime, TypeAdapter

from tollgate.shared.entity import json_number, wire_instant
from tollgate.workflows.duration import later

_ANY: Any = {"types": []}
_TEXT: Any = {"types": ["string"]}
_INSTANT = TypeAdapter(AwareDatetime)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueError(f"{value!r} is not a number")
    try:
        return Decimal(str(value))
    except InvalidOperation as wrong:
        raise ValueError(f"{value!r} is not a number") from wrong


def _plain(value: Decimal) -> Any:
    return json_number(value)


def instant_of(value: Any) -> datetime:
    """Return the instant that a text writes; raises `ValueError`."""
    return _INSTANT.validate_python(value)


class WorkflowFunctions(Functions):
    """What expressions may call. Numbers may be given as texts; sums are exact."""

    def __init__(self, now: str | None = None) -> None:
        self._now = now

    @signature()
    def _func_now(self) -> str | None:
        """Return the instant at which the node runs."""
        return self._now

    @signature(_ANY, _ANY)
    def _func_add(self, left: Any, right: Any) -> Any:
        """Return `left` + `right`."""
        return _plain(_number(left) + _number(right))

    @signature(_ANY, _ANY)
    def _func_subtract(self, left: Any, right: Any) -> Any:
        """Return `left` - `right`."""
        return _plain(_number(left) - _number(right))

    @signature(_ANY, _ANY)
    def _func_multiply(self, left: Any, right: Any) -> Any:
        """Return `left` x `right`."""
        return _plain(_number(left) * _number(right))

    @signature(_ANY, _ANY)
    def _func_divide(self, left: Any, right: Any) -> Any:
        """Return `left` / `right`."""
        if not _number(right):
            raise ValueError("nothing is divided by zero")
        return _plain(_number(left) / _number(right))

    @signature(_ANY, _ANY)
    def _func_plus(self, instant: Any, duration: Any) -> str:
        """Return the instant that is an ISO 8601 duration later: `plus(trigger.trialEndDate, 'P7D')`."""
        return wire_instant(later(instant_of(instant), str(duration)))

    @signature(_ANY, _ANY)
    def _func_default(self, value: Any, otherwise: Any) -> Any:
        """Return the value, or something else where it is null."""
        return otherwise if value is None else value

    @signature(_TEXT)
    def _func_lower(self, text: str) -> str:
        """Return the text in lower case."""
        return text.lower()

    @signature(_TEXT)
    def _func_upper(self, text: str) -> str:
        """Return the text in upper case."""
        return text.upper()

    @signature(_TEXT, _TEXT)
    def _func_matches(self, text: str, pattern: str) -> bool:
        """Tell whether a text fits a pattern in which `*` stands for anything."""
        head, *rest = pattern.split("*")
        if not rest:
            return text == pattern
        if not text.startswith(head):
            return False
        place = len(head)
        for part in rest[:-1]:
            found = text.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        return len(text) >= place + len(rest[-1]) and text.endswith(rest[-1])
