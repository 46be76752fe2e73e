"""Derives the served GraphQL schema: `python -m tools.graphql_schema [the whole published schema.graphql]`.

With the published schema it writes `schema.graphql`: the root fields that have a resolver, and every type they reach.
Always it joins that with `extensions.graphql` into `schema.json`, the introspection result functions start from.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from graphql import build_ast_schema, introspection_from_schema, parse, print_ast
from graphql.language import ast

from tollgate.graphql.roots import MUTATIONS, QUERIES
from tools.template import ROOT

FOLDER = ROOT / "layers" / "tollgate" / "tollgate" / "graphql"
SERVED, EXTENSIONS, INTROSPECTION = FOLDER / "schema.graphql", FOLDER / "extensions.graphql", FOLDER / "schema.json"


def _added() -> set[str]:
    """Return the root fields that the published schema does not have: our own."""
    extensions = (each for each in parse(EXTENSIONS.read_text()).definitions)
    roots = [each for each in extensions if isinstance(each, ast.ObjectTypeExtensionNode) and each.name.value in _ROOTS]
    return {field.name.value for root in roots for field in root.fields or ()}


_ROOTS: dict[str, frozenset[str]] = {"Query": frozenset(QUERIES), "Mutation": frozenset(MUTATIONS)}


def served(published: ast.DocumentNode) -> str:
    """Return the part of the published schema that is served: the root types first, then by name."""
    types = {each.name.value: each for each in published.definitions if isinstance(each, ast.TypeDefinitionNode)}
    added = _added()
    roots = [_root(types[name], fields - added) for name, fields in _ROOTS.items()]
    reached: set[str] = set()
    waiting = [name for root in roots for name in _named_in(root)]
    while waiting:
        name = waiting.pop()
        if name in types and name not in reached:
            reached.add(name)
            waiting.extend(_named_in(types[name]))
    texts = [*map(print_ast, roots), *(print_ast(types[name]) for name in sorted(reached))]
    return "\n\n".join(texts) + "\n"


def introspection(schema: str, extensions: str) -> str:
    """Return the introspection result of the served schema and our additions to it, as JSON, one type a line."""
    joined = build_ast_schema(parse(f"{schema}\n{extensions}"))
    result = dict(introspection_from_schema(joined, descriptions=False)["__schema"])
    compact = json.JSONEncoder(separators=(",", ":")).encode
    types = ",\n".join(map(compact, cast(list[Any], result.pop("types"))))
    return f'{{"__schema":{{"types":[\n{types}\n],{compact(result)[1:]}}}\n'


def _root(root: Any, fields: frozenset[str]) -> ast.ObjectTypeDefinitionNode:
    kept = tuple(field for field in root.fields if field.name.value in fields)
    missing = fields - {field.name.value for field in kept}
    if missing:
        raise SystemExit(f"{root.name.value} of the published schema has no {', '.join(sorted(missing))}")
    return ast.ObjectTypeDefinitionNode(name=root.name, fields=kept)


def _named_in(definition: Any) -> Iterator[str]:
    for field in getattr(definition, "fields", None) or ():
        for argument in getattr(field, "arguments", None) or ():
            yield _name(argument.type)
        yield _name(field.type)
    for member in getattr(definition, "types", None) or ():
        yield _name(member)


def _name(reference: Any) -> str:
    while not isinstance(reference, ast.NamedTypeNode):
        reference = reference.type
    return reference.name.value


def main(arguments: list[str]) -> None:
    """Write the derived files."""
    if arguments:
        SERVED.write_text(served(parse(Path(arguments[0]).read_text())))
    INTROSPECTION.write_text(introspection(SERVED.read_text(), EXTENSIONS.read_text()))


if __name__ == "__main__":
    main(sys.argv[1:])
