"""Edge documents: fetched by the address of their environment, and not sent again while their ETag holds."""

from hashlib import sha256
from typing import Any, Self

from tollgate.api.powertools import Response
from tollgate.api.request import RestRequest
from tollgate.api.resolver import Resolver
from tollgate.api.rest import caller_of
from tollgate.environments.errors import EnvironmentMissing
from tollgate.shared.entity import Value
from tollgate.shared.scope import Caller

REVALIDATED = "private, no-cache"
"""A browser may keep the document and asks each time whether it still holds: usage moves at any moment."""

HELD = {"description": "What the request holds, by its If-None-Match, is what would be answered"}
"""What a 304 means."""


class EdgeDocument(Value):
    """A body as it is sent, and the tag that changes when it does."""

    text: str
    etag: str

    @classmethod
    def of(cls, view: Value) -> Self:
        """Return a view as it is sent."""
        return cls.of_text(view.model_dump_json(by_alias=True))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return the document of a body."""
        return cls(text=text, etag=f'"{sha256(text.encode()).hexdigest()[:32]}"')


def described(view: type[Value]) -> dict[int, Any]:
    """Return what the answers of a document hold, for its description."""
    return {200: {"description": "OK", "content": {"application/json": {"model": view}}}, 304: HELD}


def edge_caller(app: Resolver, account_id: str, environment_id: str) -> Caller:
    """Return who asks for a document of this address.

    Raises `EnvironmentMissing` where it names another environment than the key's, whether there is one or not.
    """
    caller = caller_of(app)
    names = RestRequest(app.current_event.raw_event).environment_names
    if account_id != caller.scope.account_id or environment_id not in names:
        raise EnvironmentMissing.of(environment_id)
    return caller


def unless_held(app: Resolver, document: EdgeDocument, *, cache_control: str) -> Response[str]:
    """Return the document, or 304 where the request names its tag."""
    held = app.current_event.headers.get("if-none-match", "")
    headers = {"etag": document.etag, "cache-control": cache_control}
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    if tags & {document.etag, "*"}:
        return Response(status_code=304, headers=headers, body="")
    return Response(status_code=200, headers=headers, content_type="application/json", body=document.text)
