"""The official client in strict mode, on the in-process API instead of the network."""

from collections.abc import Callable

import httpx
from stigg import Stigg

from tests.support.template_api import TemplateApi


def transport_of(api: TemplateApi) -> Callable[[httpx.Request], httpx.Response]:
    """Return what answers the client's HTTP requests: the template's routes and the real handlers."""

    def answer(request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {**api.headers, **request.headers}
        body = request.content.decode() if request.content else None
        answered = api.gateway.call(request.method, path, query, headers, body, caller=api.caller)
        return httpx.Response(answered["statusCode"], headers=answered["headers"], text=answered.get("body") or "")

    return answer


def client_of(api: TemplateApi) -> Stigg:
    """Return the official client as it is published, refusing every answer that is off its models; it never retries."""
    return Stigg(
        api_key="server-test",
        base_url="http://api",
        max_retries=0,
        http_client=httpx.Client(transport=httpx.MockTransport(transport_of(api))),
        _strict_response_validation=True,
    )
