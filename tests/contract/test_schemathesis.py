"""Generated requests, right and wrong, against the OpenAPI document: no 5xx, and every answer on its schema."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.one_of_each import fill
from tests.support.template_api import TemplateApi
from tests.support.webhooks import Book, ScriptedSender
from tollgate import wiring
from tools.openapi import DOCUMENT

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text()))
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]
EXAMPLES = 15

Environ = dict[str, Any]
KNOWN = {
    "customerId": "customer-a",
    "featureId": "feature-seats",
    "planId": "plan-a",
    "currencyId": "currency-a",
    "productId": "product-a",
    "entityId": "team-a",
}
OF_PATH = {
    "features": "feature-seats",
    "products": "product-a",
    "plans": "plan-a",
    "coupons": "coupon-a",
    "customers": "customer-a",
    "subscriptions": "subscription-a",
}


def wsgi_of(api: TemplateApi) -> Callable[[Environ, Callable[..., object]], Iterable[bytes]]:
    """Return the API as a WSGI application: the template's routes and the real handlers."""

    def application(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        path, _, query = environ["REQUEST_URI"].partition("?")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        answer = api.gateway.call(
            environ["REQUEST_METHOD"], path, query, headers, body.decode("latin-1") if body else None, caller=api.caller
        )
        start_response(f"{answer['statusCode']} Answer", list(answer["headers"].items()))
        return [(answer.get("body") or "").encode()]

    return application


def given_receiver(api: TemplateApi) -> None:
    """Create a webhook whose endpoint nobody reaches, and let no other be reached either."""
    wiring.open_address_book(Book())
    wiring.send_through(ScriptedSender())
    made = api.post("/api/v1/webhooks", endpoint="https://hooks.example.com", eventTypes=["PLAN_CREATED"]).data
    OF_PATH["webhooks"] = made["id"]


def aimed(case: Case[Any]) -> Case[Any]:
    """Point a generated request at things that exist, so that it gets past the first 404."""
    kind = case.path.split("/")[3] if case.path.startswith("/api/") else ""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = KNOWN.get(name, OF_PATH.get(kind, "unknown"))
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.update({name: known for name, known in KNOWN.items() if name in part})
    return case


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_breaks_an_operation(api: TemplateApi, operation: Any) -> None:
    fill(api)
    given_receiver(api)
    application = wsgi_of(api)
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=st.one_of(right, right.map(aimed), wrong))
    def every(case: Case[Any]) -> None:
        response = case.call(app=application)
        case.validate_response(response, checks=CHECKS)

    every()


def test_every_operation_of_the_document_is_tried() -> None:
    paths = json.loads(DOCUMENT.read_text())["paths"]
    assert {operation.label for operation in OPERATIONS} == {
        f"{method.upper()} {path}" for path, methods in paths.items() for method in methods
    }
