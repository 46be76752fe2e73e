"""What the entry point reads from an API Gateway request (payload format 2.0)."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from tollgate.environments.errors import ApiKeyExpired
from tollgate.shared.errors import BadUserInput, NotAuthenticated, TooLarge
from tollgate.shared.scope import Caller, KeyKind, Scope

_LARGEST_EXPONENT = 308
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str) -> Any:
    """Return a JSON document with its numbers as they were written; raises `JSONDecodeError` for what is none.

    Numbers beyond a double's range and texts with half a surrogate pair are none: nobody could read them back.
    """
    try:
        document = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_refuse_constant)
        if _SURROGATE.search(text):
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except RecursionError as too_deep:
        raise json.JSONDecodeError("The document is nested too deeply", "", 0) from too_deep
    except UnicodeEncodeError as half:
        raise json.JSONDecodeError("A text holds half a surrogate pair", "", 0) from half
    return document


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as out_of_range:
        raise json.JSONDecodeError("A number is out of range", text[:40], 0) from out_of_range
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise json.JSONDecodeError("A number is out of range", text[:40], 0)
    return number


def _integer(text: str) -> int:
    if len(text) > _LARGEST_EXPONENT:
        raise json.JSONDecodeError("A number is out of range", text[:40], 0)
    return int(text)


def _refuse_constant(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is not a JSON number", name, 0)


class RestRequest:
    """One request, with its id, route, body and caller. Never logs or shows a body, a key or a query.

    `logged` is what an entry point adds to the log line.
    """

    def __init__(self, event: dict[str, Any]) -> None:
        context = event["requestContext"]
        self._content_type: str = event.get("headers", {}).get("content-type", "")
        # Every body is JSON, whatever content type a client happens to name.
        self.event = {**event, "headers": {**event.get("headers", {}), "content-type": "application/json"}}
        self.id: str = context["requestId"]
        self.method: str = context["http"]["method"]
        self.path: str = event["rawPath"]
        self.route: str = event["routeKey"]
        self.logged: dict[str, Any] = {}
        self._context: dict[str, str] = context.get("authorizer", {}).get("lambda") or {}

    @property
    def body(self) -> bytes:
        """Return the body as it was sent."""
        text = self.event.get("body") or ""
        return b64decode(text) if self.event.get("isBase64Encoded") else text.encode()

    def path_parameter(self, name: str) -> str | None:
        """Return what stands at a name of the route's path, decoded; None where the route has no such name."""
        text = self.event.get("pathParameters", {}).get(name)
        return unquote(text) if text is not None else None

    def translate(self, reads: Callable[[str, str], str | None]) -> None:
        """Let a body of another content type stand for one of the operation's own."""
        text = reads(self._content_type, self.body.decode())
        if text is not None:
            self.event = {**self.event, "body": text, "isBase64Encoded": False}

    @property
    def idempotency_key(self) -> str | None:
        """Return the Idempotency-Key of a POST; raises `BadUserInput` for one over 255 characters."""
        key = self.event.get("headers", {}).get("idempotency-key") if self.method == "POST" else None
        if key is not None and len(key) > 255:
            raise BadUserInput("The header Idempotency-Key has at most 255 characters", field="Idempotency-Key")
        return key or None

    @property
    def body_digest(self) -> str:
        """Return the sha256 of the body, by which a repeated request is told from another one."""
        return sha256(self.body).hexdigest()

    @property
    def logged_scope(self) -> dict[str, str]:
        """Return what a log line says of the caller: account, environment and the key's id, never the key."""
        names = ("accountId", "environmentId", "keyId")
        return {name: self._context[name] for name in names if name in self._context}

    @property
    def environment_names(self) -> frozenset[str]:
        """Return the id and the slug of the key's environment."""
        names = ("environmentId", "environmentSlug")
        return frozenset(self._context[name] for name in names if name in self._context)

    def caller(self) -> Caller:
        """Return the caller as the authorizer found it; raises `NotAuthenticated` or `ApiKeyExpired`."""
        denied = self._context.get("denied")
        if denied == ApiKeyExpired.code:
            raise ApiKeyExpired.of(self._context["keyId"])
        if denied or "keyId" not in self._context:
            raise NotAuthenticated("The API key is unknown; send a valid key in the header X-API-KEY")
        return Caller(
            scope=Scope(account_id=self._context["accountId"], environment_id=self._context["environmentId"]),
            key_id=self._context["keyId"],
            kind=KeyKind(self._context["keyKind"]),
            permissions=tuple(filter(None, self._context.get("permissions", "").split(","))),
        )

    def check_body(self, largest: int) -> None:
        """Raise `TooLarge` where the body has more bytes than the operation takes, `BadUserInput` if it is no text."""
        try:
            self.body.decode()
        except UnicodeDecodeError as not_text:
            raise BadUserInput("The body must be JSON in UTF-8") from not_text
        size = len(self.body)
        if size > largest:
            raise TooLarge(f"The body has {size} bytes; at most {largest} fit, send less at a time")
