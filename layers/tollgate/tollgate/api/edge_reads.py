"""Edge reads: documents that browsers fetch by their address, as they were while their ETag holds."""

from hashlib import sha256
from typing import Any

from aws_lambda_powertools.event_handler import Response

from tollgate import wiring
from tollgate.api.paywall import PaywallView
from tollgate.api.paywall_views import PaywallViews
from tollgate.api.request import RestRequest
from tollgate.api.resolver import Resolver
from tollgate.api.rest import caller_of
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.paywall import Paywall, PaywallRequest
from tollgate.catalog.read_paywall import read_paywall
from tollgate.environments.errors import EnvironmentMissing
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

CACHE_CONTROL = "private, max-age=60"
"""A browser asks again after a minute; nobody else keeps what only a key opens."""

DESCRIBED: dict[int, Any] = {
    200: {"description": "OK", "content": {"application/json": {"model": PaywallView}}},
    304: {"description": "What the request holds, by its If-None-Match, is what would be answered"},
}
"""What the answers of a paywall hold."""


class PaywallQuery(Value):
    """For which country and in which widget the plans are shown."""

    billing_country_code: str | None = None
    context: Widget = Widget.PAYWALL


class EdgeDocument(Value):
    """A body as it is sent, and the tag that changes when it does."""

    text: str
    etag: str


def paywall_document(scope: Scope, paywall: Paywall) -> EdgeDocument:
    """Return a paywall as it is sent."""
    text = PaywallViews(scope, paywall).whole().model_dump_json(by_alias=True)
    return EdgeDocument(text=text, etag=f'"{sha256(text.encode()).hexdigest()[:32]}"')


def answer_paywall(
    app: Resolver, account_id: str, environment_id: str, query: PaywallQuery, *, product_id: str | None = None
) -> Response[str]:
    """Return the paywall, or 304 where the caller holds it already.

    Raises `EnvironmentMissing` where the address names another environment than the key's, whether there is one or
    not, and what `read_paywall` raises.
    """
    request = RestRequest(app.current_event.raw_event)
    caller = caller_of(app)
    if account_id != caller.scope.account_id or environment_id not in request.environment_names:
        raise EnvironmentMissing.of(environment_id)
    wanted = PaywallRequest(
        product_id=product_id, widget=query.context, billing_country_code=query.billing_country_code
    )
    document = read_paywall(caller, wanted, ports=wiring.paywall_ports(paywall_document))
    return _unless_held(document, app.current_event.headers.get("if-none-match", ""))


def _unless_held(document: EdgeDocument, held: str) -> Response[str]:
    headers = {"etag": document.etag, "cache-control": CACHE_CONTROL}
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    if tags & {document.etag, "*"}:
        return Response(status_code=304, headers=headers, body="")
    return Response(status_code=200, headers=headers, content_type="application/json", body=document.text)
