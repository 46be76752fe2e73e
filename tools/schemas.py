"""JSON schemas of several apps made one: no noise, one name for one thing."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

SCHEMA = "#/components/schemas/"
_MAPS = frozenset(("properties", "$defs", "schemas"))


def without_titles(schema: Any) -> Any:
    """Return the schema without the titles that only repeat the names of fields."""
    if isinstance(schema, list):
        return [without_titles(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if not (name == "title" and isinstance(value, str))}
    return {
        name: {field: without_titles(each) for field, each in value.items()}
        if name in _MAPS and isinstance(value, dict)
        else without_titles(value)
        for name, value in kept.items()
    }


def parameter_schema(name: str, definition: Schema, *, is_required: bool) -> Schema:
    """Return a query parameter; a list arrives comma-separated, a map by keys, null is the parameter left out."""
    schema = {key: value for key, value in definition.items() if key != "default" or value is not None}
    options = [each for each in schema.pop("anyOf", []) if each != {"type": "null"}]
    if len(options) == 1:
        schema = {**options[0], **schema}
    elif options:
        schema["anyOf"] = options
    described = {"description": schema.pop("description")} if "description" in schema else {}
    styles = {"array": {"style": "form", "explode": False}, "object": {"style": "deepObject", "explode": True}}
    style = styles.get(str(schema.get("type")), {})
    return {"name": name, "in": "query", "required": is_required, **described, "schema": schema, **style}


def merge(operation: Schema, definitions: dict[str, Schema], into: dict[str, Schema], *, prefix: str) -> Any:
    """Add the definitions an operation refers to, and return the operation with the names they have there.

    A name that another operation gave to something else gets the operation's prefix, and so does what refers to it.
    """
    wanted = _reachable(operation, definitions)
    taken = {name for name in wanted if name in into and into[name] != definitions[name]}
    while referring := {name for name in wanted - taken if taken & set(_references(definitions[name]))}:
        taken |= referring
    names = {SCHEMA + name: SCHEMA + prefix + name for name in taken}
    for name in wanted:
        into[prefix + name if name in taken else name] = _renamed(definitions[name], names)
    return _renamed(operation, names)


def _reachable(operation: Schema, definitions: dict[str, Schema]) -> set[str]:
    found: set[str] = set()
    left = set(_references(operation))
    while left:
        name = left.pop()
        found.add(name)
        left |= set(_references(definitions[name])) - found if name in definitions else set()
    return found & definitions.keys()


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str) and target.startswith(SCHEMA):
            yield target.removeprefix(SCHEMA)
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from _references(each)


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    if isinstance(schema, list):
        return [_renamed(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: names.get(value, value) if key == "$ref" and isinstance(value, str) else _renamed(value, names)
        for key, value in schema.items()
    }
