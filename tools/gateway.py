"""API Gateway in process: chooses the template's route, builds the event, calls the real handler."""

import importlib.util
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from tools.template import ROOT, Route, functions, match_route

Handler = Callable[[Any, Any], Any]

_loading = Lock()


_DEFAULT_TIMEOUT = 29
"""Seconds, as the template's `Globals` say."""


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda tells a function about its invocation, as far as functions here look."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:local"
    aws_request_id: str = "local"

    def get_remaining_time_in_millis(self) -> int:
        """Return the function's whole time, which never runs out here."""
        return 1_000 * int(functions().get(self.function_name, {}).get("Timeout", _DEFAULT_TIMEOUT))


@cache
def load_handler(function: str) -> Handler:
    """Return the handler of a function, by its logical id, loaded from the file the template names."""
    properties = functions()[function]
    module, attribute = properties["Handler"].rsplit(".", 1)
    path = ROOT / properties["CodeUri"] / f"{module}.py"
    name = f"functions.{path.parent.name}.{module}"
    with _loading:  # two first calls at once would else see a module that is half loaded
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, path)
            assert spec is not None
            assert spec.loader is not None
            loaded = importlib.util.module_from_spec(spec)
            sys.modules[name] = loaded
            spec.loader.exec_module(loaded)
        return getattr(sys.modules[name], attribute)


class Gateway:
    """Answers requests as the template's HTTP API does."""

    def handler(self, function: str) -> Handler:
        """Return the handler of a function."""
        return load_handler(function)

    def call(
        self,
        method: str,
        path: str,
        query: str,
        headers: dict[str, str],
        body: str | None,
        *,
        caller: dict[str, str] | None,
        is_base64: bool = False,
    ) -> dict[str, Any]:
        """Return the answer of the function behind a route; `caller` is the authorizer's context."""
        route, parameters = match_route(method, path)
        if route is None:
            return {"statusCode": 404, "headers": {}, "body": '{"message":"Not Found"}'}
        event = http_event(route, method, path, query, headers, body, parameters, caller, is_base64=is_base64)
        return self.handler(route.function)(event, LambdaContext(route.function))


def http_event(
    route: Route,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    body: str | None,
    parameters: dict[str, str],
    caller: dict[str, str] | None,
    *,
    is_base64: bool = False,
) -> dict[str, Any]:
    """Return the event of payload format 2.0: lower-case headers, repeated query parameters joined by commas."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    context: dict[str, Any] = {
        "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""},
        "requestId": str(uuid.uuid4()),
        "routeKey": route.key,
        "stage": "$default",
    }
    if caller is not None and route.needs_key:
        context["authorizer"] = {"lambda": caller}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": context,
        "isBase64Encoded": is_base64,
    }
    if joined:
        event["queryStringParameters"] = joined
    if parameters:
        event["pathParameters"] = parameters
    if body is not None:
        event["body"] = body
    return event
