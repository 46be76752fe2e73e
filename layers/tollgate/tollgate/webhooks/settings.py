"""What may be set of a webhook: its types, thresholds, secret, and whatever else a caller keeps with it. Pure."""

import json
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tollgate.event_catalogue.published import type_named
from tollgate.shared.entity import json_number
from tollgate.shared.errors import InvalidInput
from tollgate.webhooks.webhook import DEFAULT_THRESHOLDS, Webhook

EXCEEDED = "ENTITLEMENT_USAGE_EXCEEDED"
"""The type whose events have thresholds."""
SIGNING_PREFIX = "whsec_"
"""What a secret begins with whose rest is base64 of the key (Standard Webhooks)."""

_SECRET = re.compile(r"[!-~]{8,255}")
_SIGNING_KEY_BYTES = range(24, 65)
_MOST_THRESHOLDS, _LARGEST_THRESHOLD = 20, 1000
_LONGEST_CONFIGURATION, _MOST_NESTED = 4_000, 20
_THRESHOLDS = "thresholds"


def checked_types(names: Iterable[str], *, field: str) -> tuple[str, ...]:
    """Return the types that are meant, each once; raises `InvalidInput` for none, and for what nobody hears of."""
    types = dict.fromkeys(checked_type(name, field=f"{field}[{index}]") for index, name in enumerate(names))
    if not types:
        raise InvalidInput(f"{field} holds at least one type", field=field)
    return tuple(types)


def checked_type(name: str, *, field: str) -> str:
    """Return the type that is meant; raises `InvalidInput` for one that nobody hears of."""
    event_type = type_named(name)
    if event_type is None:
        raise InvalidInput(f"{field} is no type of event that others hear of", field=field)
    return event_type


def checked_secret(secret: str, *, field: str) -> str:
    """Return a secret of the caller's own; raises `InvalidInput` for one that no header and no signature could have."""
    if not _SECRET.fullmatch(secret):
        raise InvalidInput(f"{field} is 8 to 255 visible ASCII characters without spaces", field=field)
    if secret.startswith(SIGNING_PREFIX) and len(_key_in(secret)) not in _SIGNING_KEY_BYTES:
        raise InvalidInput(f"After {SIGNING_PREFIX} {field} is base64 of 24 to 64 bytes", field=field)
    return secret


def checked_thresholds(thresholds: Iterable[Any], *, field: str) -> tuple[int, ...]:
    """Return thresholds in their order; raises `InvalidInput` unless they are 1 to 20 different whole percentages."""
    given = list(thresholds)
    if not 1 <= len(given) <= _MOST_THRESHOLDS:
        raise InvalidInput(f"{field} are 1 to {_MOST_THRESHOLDS} percentages", field=field)
    if not all(_is_whole(each) and 1 <= each <= _LARGEST_THRESHOLD for each in given):
        raise InvalidInput(f"{field} are whole numbers from 1 to {_LARGEST_THRESHOLD}", field=field)
    if len(set(given)) < len(given):
        raise InvalidInput(f"{field} differ from one another", field=field)
    return tuple(sorted(map(int, given)))


def read_configuration(given: Mapping[str, Any], *, field: str) -> tuple[dict[str, object], tuple[int, ...]]:
    """Return what a configuration keeps beside the thresholds, and these: the default where it names none."""
    if _is_deeper(given, _MOST_NESTED):
        raise InvalidInput(f"{field} is nested at most {_MOST_NESTED} deep", field=field)
    kept = _plain({name: value for name, value in given.items() if name != _THRESHOLDS})
    if len(json.dumps(kept)) > _LONGEST_CONFIGURATION:
        raise InvalidInput(f"{field} has at most {_LONGEST_CONFIGURATION} characters as JSON", field=field)
    by_type, path = given.get(_THRESHOLDS), f"{field}.{_THRESHOLDS}"
    if by_type is None:
        return kept, DEFAULT_THRESHOLDS
    if not isinstance(by_type, Mapping):
        raise InvalidInput(f"{path} is an object of percentages by type", field=path)
    thresholds: tuple[int, ...] = DEFAULT_THRESHOLDS
    for name, each in by_type.items():
        if type_named(str(name)) != EXCEEDED:
            raise InvalidInput(f"Only {EXCEEDED} has thresholds", field=f"{path}.{name}")
        if not isinstance(each, list | tuple):
            raise InvalidInput(f"{path}.{name} is a list of percentages", field=f"{path}.{name}")
        thresholds = checked_thresholds(each, field=f"{path}.{name}")
    return kept, thresholds


def configured(thresholds: Iterable[Any] | None, configuration: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what either says of a webhook, by field; a configuration replaces the former one and its thresholds.

    Raises `InvalidInput` for what cannot be set, and where they say different things of the thresholds.
    """
    said: dict[str, Any] = {}
    if configuration is not None:
        kept, of_types = read_configuration(configuration, field="configuration")
        said = {"configuration": kept, "thresholds": of_types}
    if thresholds is not None:
        own = checked_thresholds(thresholds, field="thresholds")
        if configuration is not None and configuration.get(_THRESHOLDS) is not None and own != said["thresholds"]:
            raise InvalidInput("thresholds and configuration say different things; send one", field="thresholds")
        said["thresholds"] = own
    return said


def whole_configuration(webhook: Webhook) -> dict[str, object]:
    """Return the configuration of a webhook with its thresholds, as callers give and see it."""
    return {**webhook.configuration, _THRESHOLDS: {EXCEEDED: list(webhook.thresholds)}}


def _key_in(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
    except NotBase64:
        return b""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value)


def _is_deeper(value: Any, levels: int) -> bool:
    """Tell whether objects and lists stand in one another more often than that."""
    within = [value]
    for _ in range(levels + 1):
        lists = [each.values() if isinstance(each, Mapping) else each for each in within if _is_nesting(each)]
        within = [each for listed in lists for each in listed]
    return any(map(_is_nesting, within))


def _is_nesting(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _plain(value: Any) -> Any:
    """Return JSON as it is stored and shown: its numbers are those that JSON has."""
    match value:
        case bool():
            return value
        case int() | Decimal():
            return json_number(Decimal(value))
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
