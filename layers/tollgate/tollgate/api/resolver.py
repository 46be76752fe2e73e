"""Powertools' HTTP resolver, safe to use from several threads."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from tollgate.api.powertools import APIGatewayHttpResolver
from tollgate.api.request import parse_json
from tollgate.shared.scope import Caller

_event: ContextVar[APIGatewayProxyEventV2] = ContextVar("event")
_context: ContextVar[dict[str, Any]] = ContextVar("context")


class Resolver(APIGatewayHttpResolver):
    """Keeps the request at hand per thread.

    Powertools keeps it on the class, as Lambda runs one request at a time; the local server and the tests run many.
    """

    def __init__(self) -> None:
        super().__init__(
            enable_validation=True, response_validation_error_http_code=500, json_body_deserializer=parse_json
        )

    @property
    def current_event(self) -> APIGatewayProxyEventV2:  # type: ignore[override]
        """Return the request at hand."""
        return _event.get()

    @property
    def context(self) -> dict[str, Any]:
        """Return what is known of the request at hand."""
        return _context.get({})

    @context.setter
    def context(self, value: dict[str, Any]) -> None:
        _context.set(value)

    def answer(self, event: Mapping[str, Any], lambda_context: Any, *, caller: Caller | None) -> dict[str, Any]:
        """Return the answer of the route that the event names, as Lambda gives it to API Gateway."""
        event_token = _event.set(APIGatewayProxyEventV2(dict(event), parse_json))
        context_token = _context.set({"caller": caller})
        try:
            return self.resolve(event, lambda_context)
        finally:
            _context.reset(context_token)
            _event.reset(event_token)
