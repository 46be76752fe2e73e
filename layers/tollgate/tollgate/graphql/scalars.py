"""How scalars travel: numbers exactly, instants as the contract writes them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema
from graphql.language import ast

from tollgate.shared.entity import json_number, wire_instant

_LARGEST_EXPONENT = 308
"""That of the largest double, which is what the language's numbers are."""


def with_scalars(schema: GraphQLSchema) -> GraphQLSchema:
    """Return the schema with scalars that keep every digit and know instants.

    `Float` is one object for the whole process, and this process serves one schema.
    """
    number, instant = _scalar(schema, "Float"), _scalar(schema, "DateTime")
    number.coerce_output_value = _number_out
    number.coerce_input_value = _number_in
    number.coerce_input_literal = _number_literal
    _scalar(schema, "JSON").coerce_input_literal = _json_literal
    instant.coerce_output_value = wire_instant
    instant.coerce_input_value = _instant_in
    return schema


def _scalar(schema: GraphQLSchema, name: str) -> GraphQLScalarType:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


def _number_out(value: Any) -> int | float:
    return json_number(Decimal(value))


def _number_in(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise GraphQLError(f"Float cannot represent non numeric value: {str(value)[:60]!r}")
    return _within_range(Decimal(value))


def _number_literal(node: ast.ValueNode) -> Decimal:
    if not isinstance(node, ast.IntValueNode | ast.FloatValueNode):
        raise GraphQLError("Float cannot represent non numeric value", node)
    try:
        return _within_range(Decimal(node.value))
    except InvalidOperation as beyond:
        raise GraphQLError("Float cannot represent a value of this size", node) from beyond


def _json_literal(node: ast.ValueNode) -> Any:
    """Return a literal as the same JSON in a variable would be: with every digit of its numbers."""
    match node:
        case ast.ObjectValueNode():
            return {field.name.value: _json_literal(field.value) for field in node.fields}
        case ast.ListValueNode():
            return [_json_literal(each) for each in node.values]
        case ast.IntValueNode() | ast.FloatValueNode():
            return _number_literal(node)
        case ast.StringValueNode() | ast.BooleanValueNode() | ast.EnumValueNode():
            return node.value
        case _:
            return None


def _within_range(value: Decimal) -> Decimal:
    # 1e999999999 is short to write and long to write out.
    if abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise GraphQLError(f"Float cannot represent a value with an exponent beyond {_LARGEST_EXPONENT}")
    return value


def _instant_in(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as unreadable:
        raise GraphQLError(f"DateTime cannot represent {str(value)[:60]!r}; send ISO 8601") from unreadable
    if moment.tzinfo is None:
        raise GraphQLError(f"DateTime {value} names no time zone; end it with Z or an offset")
    return moment
