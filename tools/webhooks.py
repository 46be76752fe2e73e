"""Describes the events that others hear of, from the one table of their bodies: the `webhooks` of the document."""

from typing import Any

from tollgate.event_catalogue.body import FAMILIES
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.published import WIRE_NAMES
from tollgate.event_catalogue.samples import sample_body
from tools.schemas import SCHEMA, Schema, merge, without_titles

_SECRET = {
    "name": "Stigg-Webhooks-Secret",
    "in": "header",
    "required": True,
    "description": "The webhook's secret: what comes without it comes from somebody else.",
    "schema": {"type": "string"},
}
_ANSWERS = {
    "2XX": {"description": "Taken. Whatever else is answered, or nothing within 30 seconds, is tried again."},
}


def tags() -> list[Schema]:
    """Return the families of events as tags."""
    return [{"name": _tag(family), "description": f"Events: {family.lower()}"} for family in FAMILIES]


def webhooks(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """Return what is posted for each event, by its name on the wire; the bodies' schemas are added to `schemas`."""
    return {
        WIRE_NAMES[event_type]: {"post": _described(family, event_type, kind, schemas)}
        for family, kinds in FAMILIES.items()
        for event_type, kind in kinds.items()
    }


def _described(family: str, event_type: str, kind: type[Body], schemas: dict[str, Schema]) -> Schema:
    name = WIRE_NAMES[event_type]
    schema = without_titles(kind.model_json_schema(mode="serialization", ref_template=SCHEMA + "{model}"))
    definitions = {**schema.pop("$defs", {}), kind.__name__: schema}
    own = {"allOf": [{"$ref": SCHEMA + kind.__name__}, {"properties": {"type": {"const": name}}}]}
    operation: Schema = {
        "operationId": f"events.{name}",
        "summary": f"Published type {event_type}",
        "tags": [_tag(family)],
        "security": [],
        "parameters": [_SECRET],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": own, "example": sample_body(event_type)}},
        },
        "responses": _ANSWERS,
    }
    example: Any = operation["requestBody"]["content"]["application/json"].pop("example")
    merged: Schema = merge(operation, definitions, schemas, prefix="Event")
    merged["requestBody"]["content"]["application/json"]["example"] = example
    return merged


def _tag(family: str) -> str:
    return f"Events: {family}"
