"""Resolves the template's intrinsic functions: Ref, GetAtt, Sub, Join, If and its conditions."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.template import template

REGION = "us-east-1"
ACCOUNT = "000000000000"

_PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}


def parameters(**given: str) -> dict[str, str]:
    """Return the template's parameters: their defaults, and what is given instead."""
    declared: dict[str, dict[str, Any]] = template()["Parameters"]
    unknown = given.keys() - declared.keys()
    if unknown:
        raise KeyError(f"The template has no parameter {', '.join(sorted(unknown))}")
    return {name: str(given.get(name, parameter.get("Default", ""))) for name, parameter in declared.items()}


class Resolver:
    """Turns a value of the template into what a deployment would see; `attribute` knows the resources made so far."""

    def __init__(self, given: Mapping[str, str], attribute: Callable[[str, str], str]) -> None:
        self._parameters = given
        self._attribute = attribute

    def resolve(self, value: Any) -> Any:
        """Return the value with every intrinsic function replaced by its result."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(name, argument)] = value.items()
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](self, argument)
        return {name: self.resolve(item) for name, item in value.items()}

    def _reference(self, name: str) -> Any:
        if name in _PSEUDO_PARAMETERS:
            return _PSEUDO_PARAMETERS[name]
        if name not in self._parameters:
            return self._attribute(name, "Ref")
        value = self._parameters[name]
        is_list = template()["Parameters"][name]["Type"] == "CommaDelimitedList"
        return [item.strip() for item in value.split(",")] if is_list else value

    def _get_attribute(self, argument: list[str]) -> str:
        return self._attribute(argument[0], argument[1])

    def _substitute(self, text: str) -> str:
        def value_of(match: re.Match[str]) -> str:
            name, _, attribute = match[1].partition(".")
            return str(self._attribute(name, attribute) if attribute else self._reference(name))

        return re.sub(r"\$\{([\w:.]+)\}", value_of, text)

    def _join(self, argument: list[Any]) -> str:
        separator, parts = argument
        return str(separator).join(self.resolve(parts))

    def _choose(self, argument: list[Any]) -> Any:
        condition, then, otherwise = argument
        return self.resolve(then if self._holds(template()["Conditions"][condition]) else otherwise)

    def _holds(self, condition: dict[str, Any]) -> bool:
        [(name, argument)] = condition.items()
        if name == "Fn::Not":
            return not self._holds(argument[0])
        if name == "Fn::Equals":
            left, right = self.resolve(argument)
            return bool(left == right)
        raise KeyError(f"No condition {name}")


_FUNCTIONS: dict[str, Callable[[Resolver, Any], Any]] = {
    "Ref": Resolver._reference,
    "Fn::GetAtt": Resolver._get_attribute,
    "Fn::Sub": Resolver._substitute,
    "Fn::Join": Resolver._join,
    "Fn::If": Resolver._choose,
}
