"""The OpenAPI document that is served, and the paths it knows."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from tollgate.api.errors import MethodNotAllowed, RouteNotFound
from tollgate.shared.errors import DomainError


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document as it is committed."""
    return json.loads(files("tollgate").joinpath("openapi.json").read_text())


def refusal_of_route(method: str, path: str) -> DomainError:
    """Return why no operation answers: its path is unknown, or it takes other methods only."""
    allowed = sorted({known for pattern, known in _routes() if pattern.fullmatch(path)})
    if allowed:
        return MethodNotAllowed.of(method, allowed)
    return RouteNotFound("No operation has this path; see /openapi.json")


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    paths = document()["paths"]
    return [(_pattern(path), method.upper()) for path, methods in paths.items() for method in methods]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(literal) for literal in re.split(r"\{\w+\}", path)))
