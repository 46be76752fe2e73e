"""Lets hooks see what the lean client says, and moto answer it: moto stands behind botocore only.

Import this module before the first call. Where an endpoint is named, the call goes there over HTTP, as deployed; in
process, where none is, botocore makes it in the client's place.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, cast

from botocore.exceptions import ClientError

from tollgate.storage.lean_client import LeanClient, TableError

Json = dict[str, Any]
Sent = Callable[[str, Json], Json]

_over_http = LeanClient.call


def pass_hooks(around: Callable[[str, Json, Sent], Json]) -> None:
    """Let every call of a lean client go through `around`, which is given how to send it."""

    def call(client: LeanClient, operation: str, request: Mapping[str, Any]) -> Json:
        if _is_in_process(client):
            return _by_botocore(client, operation, request)
        return around(operation, dict(request), lambda name, sent: _decoded(_over_http(client, name, sent)))

    setattr(LeanClient, "call", call)  # noqa: B010


def _is_in_process(client: LeanClient) -> bool:
    return client.endpoint.startswith("https://dynamodb.")


def _by_botocore(client: LeanClient, operation: str, request: Mapping[str, Any]) -> Json:
    from tollgate.storage.models import connection

    try:
        answer = connection().client._make_api_call(operation, dict(request))
    except ClientError as refused:
        raise TableError(refused.response["Error"]["Code"], refused.response["Error"]["Message"]) from refused
    return cast(Json, answer)


def _decoded(answer: Any) -> Any:
    """Return an answer with its bytes as bytes, as botocore gives them."""
    if isinstance(answer, list):
        return [_decoded(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if answer.keys() == {"B"} and isinstance(answer["B"], str):
        return {"B": b64decode(answer["B"])}
    return {name: _decoded(value) for name, value in answer.items()}
