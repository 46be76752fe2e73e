"""How large a GraphQL request may be. Measured before validation, whose own cost grows with the document."""

from collections.abc import Callable
from typing import NamedTuple

from graphql.language import ast

from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput


class AliasesLimitExceeded(BadUserInput):
    """The document renames more fields than a document may."""

    code = "GraphQLAliasesLimitExceeded"


class BatchedOperationsLimitExceeded(BadUserInput):
    """The request holds more operations than a request may."""

    code = "GraphQLBatchedOperationsLimitExceeded"


class Limits(Value):
    """The largest request that is answered. The published clients reach 10 KB, depth 9 and 2 aliases."""

    document_bytes: int = 32 * 1024
    depth: int = 15
    aliases: int = 15
    root_fields: int = 5
    operations: int = 1
    operation_name: int = 100


class _Size(NamedTuple):
    """Levels of fields, renamed fields anywhere, and fields of the first level."""

    depth: int
    aliases: int
    fields: int


def check_operation_count(count: int, limits: Limits) -> None:
    """Raise `BatchedOperationsLimitExceeded` for more operations than one request may hold."""
    if count > limits.operations:
        raise BatchedOperationsLimitExceeded(
            f"The request holds {count} operations; at most {limits.operations} fit, send the others by themselves"
        )


def check_operation_name(name: str | None, limits: Limits) -> None:
    """Raise `BadUserInput` for an operation name that is too long."""
    if name is not None and len(name) > limits.operation_name:
        raise BadUserInput(f"The operation name has at most {limits.operation_name} characters", field="operationName")


def check_size(document: ast.DocumentNode, limits: Limits) -> None:
    """Raise `BadUserInput` or one of its kinds where the document is larger than it may be."""
    operations = [each for each in document.definitions if isinstance(each, ast.OperationDefinitionNode)]
    check_operation_count(len(operations), limits)
    size_of = _measure(document)
    for operation in operations:
        check_operation_name(operation.name.value if operation.name else None, limits)
        depth, aliases, roots = size_of(operation.selection_set)
        if aliases > limits.aliases:
            raise AliasesLimitExceeded(f"The operation has {aliases} aliases; at most {limits.aliases} fit")
        if depth > limits.depth:
            raise BadUserInput(f"The operation is {depth} fields deep; at most {limits.depth} fit")
        if roots > limits.root_fields:
            raise BadUserInput(f"The operation has {roots} root fields; at most {limits.root_fields} fit")


def _measure(document: ast.DocumentNode) -> Callable[[ast.SelectionSetNode | None], _Size]:
    """Return the measure of a selection set as if each fragment stood where it is spread, each measured once."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, ast.FragmentDefinitionNode)}
    known: dict[str, _Size] = {}

    def of_fragment(name: str) -> _Size:
        if name not in known:
            # It counts nothing while it is being measured: a fragment that holds itself is refused by validation.
            known[name] = _Size(0, 0, 0)
            known[name] = of(fragments[name].selection_set) if name in fragments else known[name]
        return known[name]

    def of_selection(selection: ast.SelectionNode) -> _Size:
        match selection:
            case ast.FieldNode():
                inner = of(selection.selection_set)
                return _Size(inner.depth + 1, inner.aliases + (selection.alias is not None), 1)
            case ast.FragmentSpreadNode():
                return of_fragment(selection.name.value)
            case ast.InlineFragmentNode():
                return of(selection.selection_set)
        return _Size(0, 0, 0)

    def of(selections: ast.SelectionSetNode | None) -> _Size:
        sizes = [of_selection(each) for each in selections.selections] if selections is not None else []
        return _Size(
            max((size.depth for size in sizes), default=0),
            sum(size.aliases for size in sizes),
            sum(size.fields for size in sizes),
        )

    return of
