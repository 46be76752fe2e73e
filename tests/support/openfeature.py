"""The official OpenFeature client with its OFREP provider, on the HTTP API in process instead of the network."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from openfeature import api as openfeature
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from tools.http_api import HttpApi, Request

BASE_URL = "http://api"


class InProcess(BaseAdapter):
    """Answers the provider's requests as the deployed API would, its authorizer included."""

    def __init__(self, api: HttpApi) -> None:
        super().__init__()
        self._api = api

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Return what the API answers."""
        address = urlsplit(str(request.url))
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        answered = self._api.answer(Request(str(request.method), address.path, address.query, headers, body))
        response = Response()
        response.status_code, response._content = answered.status, answered.body
        response.headers.update(answered.headers)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Let go of nothing."""


def client_of(api: HttpApi, headers: Callable[[], Mapping[str, str]]) -> OpenFeatureClient:
    """Return a client whose provider sends these headers."""
    provider = OFREPProvider(BASE_URL, headers_factory=lambda: dict(headers()))
    provider.session.mount(BASE_URL, InProcess(api))
    openfeature.set_provider(provider)
    return openfeature.get_client()


def customer(customer_id: str | None, **attributes: Any) -> EvaluationContext:
    """Return the context that names a customer."""
    return EvaluationContext(targeting_key=customer_id, attributes=attributes)
