"""What an API Gateway HTTP API does around its functions: CORS, the authorizer and its cache, its own refusals."""

import time
import traceback
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from tools.gateway import Gateway, LambdaContext, http_event
from tools.stack import Stack
from tools.template import Route, match_route, resources

LARGEST_BODY = 10_000_000
_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml")


@dataclass(frozen=True)
class Request:
    """One HTTP request as it came in: header names in lower case, the path undecoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> tuple[str | None, bool]:
        """Return the body as a function gets it, and whether that is Base64: bytes travel so that are no text."""
        if not self.body:
            return None, False
        is_text = self.headers.get("content-type", "").startswith(_TEXT_TYPES)
        try:
            return (self.body.decode(), False) if is_text else (b64encode(self.body).decode(), True)
        except UnicodeDecodeError:
            return b64encode(self.body).decode(), True


@dataclass(frozen=True)
class Response:
    """One HTTP answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def own_answer(status: int, message: str) -> Response:
    """Return an answer that the gateway gives by itself, in its own shape."""
    return Response(status, {"content-type": "application/json"}, f'{{"message":"{message}"}}'.encode())


class HttpApi:
    """Answers requests as the deployed API would, with the template's settings."""

    def __init__(self, stack: Stack) -> None:
        [self._properties] = resources("AWS::Serverless::HttpApi").values()
        self._stack = stack
        self._gateway = Gateway()
        self._authorized: dict[tuple[str, ...], tuple[float, dict[str, Any]]] = {}
        self._lock = Lock()

    def answer(self, request: Request) -> Response:
        """Return the answer to a request; never raises."""
        if request.method == "OPTIONS" and {"origin", "access-control-request-method"} <= request.headers.keys():
            return Response(204, self._cors_headers(request, preflight=True))
        try:
            response = self._answer(request)
        except Exception:  # the gateway's answer to a function that failed; its trace goes to the terminal
            traceback.print_exc()
            response = own_answer(500, "Internal Server Error")
        return Response(response.status, {**response.headers, **self._cors_headers(request)}, response.body)

    def _answer(self, request: Request) -> Response:
        if len(request.body) > LARGEST_BODY:
            return own_answer(413, "Request Entity Too Large")
        route, parameters = match_route(request.method, request.path)
        caller = None
        if route is not None and route.authorizer is not None:
            identity = [request.headers.get(each) for each in self._identity_headers(route.authorizer)]
            if not all(identity):
                return own_answer(401, "Unauthorized")
            verdict = self._authorize(route, parameters, request, [each for each in identity if each])
            if not verdict.get("isAuthorized"):
                return own_answer(403, "Forbidden")
            caller = verdict.get("context", {})
        return self._call(request, caller)

    def _call(self, request: Request, caller: dict[str, str] | None) -> Response:
        text, is_base64 = request.text
        headers = dict(request.headers)
        given = self._gateway.call(
            request.method, request.path, request.query, headers, text, caller=caller, is_base64=is_base64
        )
        body = given.get("body") or ""
        content = b64decode(body) if given.get("isBase64Encoded") else body.encode()
        answered = {name.lower(): value for name, value in given.get("headers", {}).items()}
        return Response(given["statusCode"], answered, content)

    def _authorize(
        self, route: Route, parameters: dict[str, str], request: Request, identity: list[str]
    ) -> dict[str, Any]:
        """Return what the authorizer says of a key, asking it again when its last word is too old."""
        now, authorizer = time.monotonic(), self._authorizers[str(route.authorizer)]
        place = (str(route.authorizer), *identity)
        with self._lock:
            until, verdict = self._authorized.get(place, (now, {}))
        if until > now:
            return verdict
        event = http_event(
            route, request.method, request.path, request.query, dict(request.headers), None, parameters, None
        )
        event |= {"type": "REQUEST", "identitySource": identity, "routeArn": f"arn:aws:execute-api:local:{route.key}"}
        function = authorizer["FunctionArn"]["Fn::GetAtt"][0]
        verdict = self._gateway.handler(function)(event, LambdaContext(function))
        with self._lock:
            self._authorized[place] = now + self._seconds_remembered(authorizer), verdict
        return verdict

    @property
    def _authorizers(self) -> dict[str, dict[str, Any]]:
        authorizers: dict[str, dict[str, Any]] = self._properties["Auth"]["Authorizers"]
        return authorizers

    def _identity_headers(self, authorizer: str) -> list[str]:
        return [str(header).lower() for header in self._authorizers[authorizer]["Identity"].get("Headers", [])]

    def _seconds_remembered(self, authorizer: dict[str, Any]) -> float:
        return float(self._stack.resolve(authorizer["Identity"]["ReauthorizeEvery"]))

    @cached_property
    def _cors(self) -> dict[str, Any]:
        cors: dict[str, Any] = self._stack.resolve(self._properties["CorsConfiguration"])
        return cors

    def _cors_headers(self, request: Request, *, preflight: bool = False) -> dict[str, str]:
        origin = request.headers.get("origin")
        allowed = self._cors["AllowOrigins"]
        if origin is None or not {"*", origin} & set(allowed):
            return {}
        headers = {"access-control-allow-origin": "*" if "*" in allowed else origin}
        if not preflight:
            return {**headers, "access-control-expose-headers": ",".join(self._cors["ExposeHeaders"])}
        return {
            **headers,
            "access-control-allow-methods": ",".join(self._cors["AllowMethods"]),
            "access-control-allow-headers": ",".join(self._cors["AllowHeaders"]),
            "access-control-max-age": str(self._cors["MaxAge"]),
        }
