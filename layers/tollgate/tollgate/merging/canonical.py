"""Documents as JSON: the same catalogue is always the same text, to the last digit."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tollgate.shared.entity import Value


def canonical_json(value: Value) -> dict[str, Any]:
    """Return a value as JSON objects: names in order, nothing that is not set, decimals as texts with all digits."""
    written = _plain(value.model_dump(by_alias=True, exclude_none=True))
    assert isinstance(written, dict)
    return written


def canonical_text(value: Value) -> str:
    """Return a value as one line of JSON."""
    return json.dumps(canonical_json(value), separators=(",", ":"), ensure_ascii=False)


def paths_beyond(given: Any, known: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what was given and is not part of what was understood of it."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        for name, value in given.items():
            place = f"{path}.{name}" if path else str(name)
            if value is not None and name not in known and not _is_nothing(value):
                yield place
            elif name in known:
                yield from paths_beyond(value, known[name], place)
    elif isinstance(given, list | tuple) and isinstance(known, list):
        for index, (value, understood) in enumerate(zip(given, known, strict=False)):
            yield from paths_beyond(value, understood, f"{path}[{index}]")


def _is_nothing(value: Any) -> bool:
    return isinstance(value, list | tuple | Mapping) and not value


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return _digits(value)
        case str():
            return str(value)
        case Mapping():
            return {str(name): _plain(value[name]) for name in sorted(value)}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def _digits(value: Decimal) -> str:
    """Return the shortest text with all the value's digits: numbers that are equal are written alike."""
    text = format(abs(value) if value == 0 else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
