"""The published contract as facts: every operation with its parameters, body and answer, field by field."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parent.parent / "contract" / "facts"
BETA, FINAL = "/api/v1-beta/", "/api/v1/"
GATED = (
    ("PUT", "entity-types"),
    ("GET", "entity-types"),
    ("PUT", "customers/{id}/entities"),
    ("GET", "customers/{id}/entities"),
    ("GET", "customers/{id}/entities/{entityId}"),
    ("POST", "customers/{id}/entities/archive"),
    ("POST", "customers/{id}/entities/unarchive"),
    ("PUT", "customers/{id}/assignments"),
    ("GET", "customers/{id}/assignments"),
    ("GET", "customers/{id}/governance"),
)
"""Governance: published as beta, and served beside it under the path it will have."""
SERVED_TWICE = {(method, FINAL + path): (method, BETA + path) for method, path in GATED}
"""The published operation behind a route of ours."""
OWN_ROUTES = frozenset(
    (
        *SERVED_TWICE,
        ("GET", "/health"),
        ("GET", "/openapi.json"),
        ("POST", "/graphql"),
        ("ANY", "$default"),
        ("GET", "/api/v1/credits/alerts"),
        ("PUT", "/api/v1/credits/alerts"),
        ("POST", "/api/v1/credits/grants/{id}/invoice/paid"),
        ("GET", "/api/v1/customers/{id}/entitlements/explain"),
        ("GET", "/api/v1/events"),
        ("GET", "/api/v1/events/count"),
        ("GET", "/api/v1/events/rejected"),
        ("GET", "/api/v1/tasks"),
        ("GET", "/api/v1/tasks/{id}"),
        ("POST", "/api/v1/test-clocks"),
        ("GET", "/api/v1/test-clocks"),
        ("GET", "/api/v1/test-clocks/{id}"),
        ("POST", "/api/v1/test-clocks/{id}/advance"),
        ("DELETE", "/api/v1/test-clocks/{id}"),
        ("POST", "/api/v1/webhooks"),
        ("GET", "/api/v1/webhooks"),
        ("GET", "/api/v1/webhooks/{id}"),
        ("PATCH", "/api/v1/webhooks/{id}"),
        ("DELETE", "/api/v1/webhooks/{id}"),
        ("POST", "/api/v1/webhooks/{id}/rotate-secret"),
        ("POST", "/api/v1/webhooks/{id}/test"),
        ("GET", "/api/v1/webhooks/{id}/deliveries"),
        ("POST", "/api/v1/webhooks/{id}/deliveries/{messageId}/replay"),
        ("POST", "/api/v1/webhooks/{id}/replay"),
        ("POST", "/api/v1/event-queue"),
        ("GET", "/api/v1/event-queue"),
        ("DELETE", "/api/v1/event-queue"),
        ("POST", "/api/v1/workflows"),
        ("GET", "/api/v1/workflows"),
        ("GET", "/api/v1/workflows/{id}"),
        ("PATCH", "/api/v1/workflows/{id}"),
        ("DELETE", "/api/v1/workflows/{id}"),
        ("POST", "/api/v1/workflows/{id}/runs"),
        ("GET", "/api/v1/workflows/{id}/runs"),
        ("POST", "/api/v1/workflow-triggers/{triggerId}"),
        ("GET", "/api/v1/workflow-runs/{id}"),
        ("POST", "/api/v1/workflow-runs/{id}/cancel"),
        ("POST", "/api/v1/workflow-runs/{id}/rerun"),
        ("GET", "/api/v1/workflow-templates"),
        ("GET", "/api/v1/workflow-secrets"),
        ("PUT", "/api/v1/workflow-secrets/{name}"),
        ("DELETE", "/api/v1/workflow-secrets/{name}"),
        ("GET", "/v1/a/{accountId}/e/{environmentId}/paywall.json"),
        ("GET", "/v1/a/{accountId}/e/{environmentId}/p/{productId}/paywall.json"),
        ("POST", "/ofrep/v1/evaluate/flags"),
        ("POST", "/ofrep/v1/evaluate/flags/{key}"),
        ("GET", "/v1/a/{accountId}/e/{environmentId}/c/{customerId}/entitlements.json"),
        ("GET", "/v1/a/{accountId}/e/{environmentId}/c/{customerId}/entitlements-state.json"),
        ("GET", "/v1/a/{accountId}/e/{environmentId}/c/{customerId}/subscriptions.json"),
    ),
)
"""Routes beside the published REST operations."""

Schema = dict[str, Any]


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Return the published operations by (method, path)."""
    listed = json.loads((FACTS / "operations.json").read_text())
    return {(operation["method"], operation["path"]): operation for operation in listed}


class Shape:
    """The alternatives of one schema of a document, with references followed and null left out."""

    def __init__(self, document: Schema, *schemas: Schema) -> None:
        self._document = document
        self.alternatives = [each for schema in schemas for each in self._expanded(schema)]

    @property
    def is_open(self) -> bool:
        """Tell whether anything may stand here, or nothing but null: then no field of it is missing."""
        return not self.alternatives or any(_is_open(schema) for schema in self.alternatives)

    @property
    def enum(self) -> set[Any] | None:
        """Return the values that may stand here, None where they are not listed."""
        if any("enum" not in schema and "const" not in schema for schema in self.alternatives):
            return None
        return {value for schema in self.alternatives for value in schema.get("enum", [schema.get("const")])}

    def at(self, path: str) -> "Shape | None":
        """Return what stands at a path such as `data[].id`; an open shape where it is not described that far."""
        shape = self
        for step in path.replace("[]", ".[]").split("."):
            if not step or shape.is_open:
                continue
            found = [each for schema in shape.alternatives for each in _under(schema, step)]
            if not found:
                return None
            shape = Shape(self._document, *found)
        return shape

    def _expanded(self, schema: Schema) -> Iterator[Schema]:
        if "$ref" in schema:
            yield from self._expanded(self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
            return
        options = [option for kind in ("anyOf", "oneOf", "allOf") for option in schema.get(kind, [])]
        for option in options:
            yield from self._expanded(option)
        if not options and schema.get("type") != "null":
            yield schema


def _is_open(schema: Schema) -> bool:
    is_map = schema.get("type") == "object" and "properties" not in schema
    return is_map or not schema.keys() & {"type", "properties", "items", "enum", "const"}


def _under(schema: Schema, step: str) -> Iterator[Schema]:
    if step == "[]" and "items" in schema:
        yield schema["items"]
    elif step in schema.get("properties", {}):
        yield schema["properties"][step]
