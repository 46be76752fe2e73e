"""The OpenAPI document is the handlers' own, and holds every field of the published contract."""

import json
from typing import Any

import pytest

from tests.support.contract import OWN_ROUTES, Schema, Shape, operations
from tools.openapi import DOCUMENT, text
from tools.template import routes

PUBLISHED = [
    pytest.param(route.method, route.path, id=route.function.removesuffix("Function"))
    for route in routes()
    if (route.method, route.path) in operations()
]

ONLY_OF_CREDITS = frozenset(("amount", "cadence", "dependencyFeatureId"))
"""What the answer shows of a credit entitlement only; packages hold feature entitlements."""


@pytest.fixture(scope="module")
def document() -> Schema:
    """The document as it is served."""
    return json.loads(DOCUMENT.read_text())


def described(document: Schema, method: str, path: str) -> Schema:
    return document["paths"][path][method.lower()]


def absent(shape: Shape, facts: dict[str, Any]) -> list[str]:
    """Return the fields of the contract that a shape lacks, or whose values it does not all know."""
    missing = []
    for path, fact in facts.items():
        own = shape.at(path)
        if own is None:
            missing.append(path)
        elif not own.is_open and own.enum is not None and not set(fact.get("enum", ())) <= own.enum:
            missing.append(f"{path}: {sorted(set(fact['enum']) - own.enum)}")
    return missing


def test_the_committed_document_is_what_the_handlers_say() -> None:
    assert DOCUMENT.read_text() == text(), "run python -m tools.openapi"


def test_every_route_is_published_or_our_own() -> None:
    assert {(route.method, route.path) for route in routes()} - operations().keys() == OWN_ROUTES


@pytest.mark.parametrize(("method", "path"), PUBLISHED)
def test_an_operation_is_named_and_answers_as_published(document: Schema, method: str, path: str) -> None:
    operation, published = described(document, method, path), operations()[method, path]
    assert operation["operationId"] == published["operation"]
    assert list(operation["responses"]) == [str(published["status"]), "default"]
    assert operation["summary"]


@pytest.mark.parametrize(("method", "path"), PUBLISHED)
def test_every_published_query_parameter_is_taken(document: Schema, method: str, path: str) -> None:
    listed = described(document, method, path).get("parameters", [])
    own = {each["name"]: each for each in listed if each.get("in") == "query"}
    published = operations()[method, path]["query"]
    assert not published.keys() - own.keys()
    for name, fact in published.items():
        shape, of_items = Shape(document, own[name]["schema"]), {"[]": fact["items"]} if "items" in fact else {}
        assert not absent(shape, {"": fact, **of_items}), name
        assert bool(fact.get("required")) <= own[name]["required"], name
        if fact.get("type") == ["array"]:
            assert (own[name]["style"], own[name]["explode"]) == ("form", False), name


@pytest.mark.parametrize(("method", "path"), PUBLISHED)
def test_every_published_field_of_a_body_is_known(document: Schema, method: str, path: str) -> None:
    operation, facts = described(document, method, path), operations()[method, path]["body"]
    if facts:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert not absent(Shape(document, body), facts)


@pytest.mark.parametrize(("method", "path"), PUBLISHED)
def test_every_published_field_of_an_answer_is_given(document: Schema, method: str, path: str) -> None:
    published = operations()[method, path]
    answer = described(document, method, path)["responses"][str(published["status"])]
    shape = Shape(document, answer["content"]["application/json"]["schema"])
    missing = {field for field in published["response"] if shape.at(field) is None}
    if "/entitlements" in path and path.startswith("/api/v1/plans"):
        missing -= {field for field in missing if field.rsplit(".", 1)[1] in ONLY_OF_CREDITS}
    assert not missing


def test_no_two_operations_have_one_name(document: Schema) -> None:
    names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))


def test_lists_and_errors_have_one_shape(document: Schema) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Error"]["properties"]["error"]["required"] == ["code", "message", "requestId"]
    assert set(schemas["Pagination"]["required"]) == {"next", "prev"}


def test_posts_take_an_idempotency_key(document: Schema) -> None:
    for path, methods in document["paths"].items():
        if path.startswith("/api/") and "post" in methods:
            assert {"$ref": "#/components/parameters/IdempotencyKey"} in methods["post"]["parameters"], path
