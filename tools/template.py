"""Reads template.yaml: the one list of routes, functions, tables, queues and rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
_METHODS = {"x-amazon-apigateway-any-method": "ANY"}


class _Loader(yaml.SafeLoader):
    """A YAML loader that keeps CloudFormation's short functions as one-key dicts: `!Ref X` is `{"Ref": "X"}`."""


def _function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)


@dataclass(frozen=True)
class Route:
    """One route of the API and the function behind it. `authorizer` is None where it is switched off."""

    method: str
    path: str
    function: str
    authorizer: str | None

    @property
    def needs_key(self) -> bool:
        """Tell whether the caller has to name a key."""
        return self.authorizer is not None

    @property
    def key(self) -> str:
        """Return the route as API Gateway names it."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@cache
def template() -> dict[str, Any]:
    """Return the template as it is written."""
    return yaml.load(TEMPLATE.read_text(), Loader=_Loader)  # noqa: S506


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of every resource of one type, by logical id."""
    found = template()["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] == kind}


def functions() -> dict[str, dict[str, Any]]:
    """Return the properties of every function, by logical id."""
    return resources("AWS::Serverless::Function")


def routes() -> Iterator[Route]:
    """Yield every route of the API."""
    [api] = resources("AWS::Serverless::HttpApi").values()
    for path, methods in api["DefinitionBody"]["paths"].items():
        for method, operation in methods.items():
            [asked] = operation.get("security", [{api["Auth"]["DefaultAuthorizer"]: []}])
            [authorizer] = asked
            function = _function_called(operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"])
            yield Route(
                _METHODS.get(method, method.upper()), path, function, None if authorizer == "NONE" else authorizer
            )


def _function_called(uri: str) -> str:
    [function] = re.findall(r"functions/\$\{(\w+)\.Arn\}/invocations$", uri)
    return str(function)


def variables_of(function: str) -> dict[str, Any]:
    """Return the environment variables of a function, the global ones included, as the template gives them."""
    shared = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {**shared, **functions()[function].get("Environment", {}).get("Variables", {})}


def match_route(method: str, path: str) -> tuple[Route | None, dict[str, str]]:
    """Return the route API Gateway chooses for an undecoded path, and its path parameters.

    Literal segments beat parameters; the method must be the route's, or the route's is ANY; else `$default`.
    """
    best: tuple[int, Route, dict[str, str]] | None = None
    default = None
    for route in routes():
        if route.path == "$default":
            default = route
            continue
        matched = _pattern(route.path).fullmatch(path)
        if matched and route.method in {method, "ANY"}:
            literal = sum(not segment.startswith("{") for segment in route.path.split("/"))
            if best is None or literal > best[0]:
                best = literal, route, matched.groupdict()
    return (best[1], best[2]) if best else (default, {})


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)))
