"""The API of template.yaml in process: routes as API Gateway chooses them, the real handlers, real events."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tools.gateway import Gateway, LambdaContext

FULL_CALLER = {
    "accountId": "account-test",
    "environmentId": "development",
    "keyId": "api-key-test",
    "keyKind": "FULL",
    "permissions": "",
}


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        """Return the whole JSON body."""
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        """Return what the envelope holds; fails on an error, showing it."""
        assert self.status < 300, f"{self.status}: {self.text}"
        return self.body["data"]

    @property
    def error(self) -> dict[str, Any]:
        """Return the error; fails where there is none."""
        assert self.status >= 400, f"{self.status}: {self.text}"
        return self.body["error"]


@dataclass
class TemplateApi:
    """Calls operations as a client would. `caller` is the authorizer's context that goes with each call."""

    caller: dict[str, str] = field(default_factory=lambda: dict(FULL_CALLER))
    headers: dict[str, str] = field(default_factory=dict)
    gateway: Gateway = field(default_factory=Gateway)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        raw: str | None = None,
    ) -> Answer:
        """Send one request; `path` is sent as it is, `raw` is a body that is not made from JSON."""
        text = raw if raw is not None else json.dumps(body) if body is not None else None
        answer = self.gateway.call(
            method, path, urlencode(query or {}), {**self.headers, **(headers or {})}, text, caller=self.caller
        )
        return Answer(answer["statusCode"], answer["headers"], answer.get("body") or "")

    def get(self, path: str, **query: Any) -> Answer:
        """Read; `query` names are sent as they are written."""
        return self.call("GET", path, query={name: str(value) for name, value in query.items()})

    def post(self, path: str, /, **body: Any) -> Answer:
        """Create or act; the keywords are the body."""
        return self.call("POST", path, body)

    def patch(self, path: str, /, **body: Any) -> Answer:
        """Change; the keywords are the body."""
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        """Remove."""
        return self.call("DELETE", path)

    def run(self, function: str, event: Any = None) -> Any:
        """Run a function of the template with an event, as a queue, a stream or a schedule would."""
        return self.gateway.handler(function)(event if event is not None else {}, LambdaContext(function))


def quoted(identifier: str) -> str:
    """Return an id as one path segment."""
    return quote(identifier, safe="")
