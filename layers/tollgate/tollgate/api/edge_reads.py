"""Edge reads of pricing tables."""

from tollgate import wiring
from tollgate.api.edge_documents import EdgeDocument, described, edge_caller, unless_held
from tollgate.api.paywall import PaywallView
from tollgate.api.paywall_views import PaywallViews
from tollgate.api.powertools import Response
from tollgate.api.resolver import Resolver
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.paywall import Paywall, PaywallRequest
from tollgate.catalog.read_paywall import read_paywall
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

CACHE_CONTROL = "private, max-age=60"
"""A browser asks again after a minute; nobody else keeps what only a key opens."""

DESCRIBED = described(PaywallView)
"""What the answers of a paywall hold."""


class PaywallQuery(Value):
    """For which country and in which widget the plans are shown."""

    billing_country_code: str | None = None
    context: Widget = Widget.PAYWALL


def paywall_document(scope: Scope, paywall: Paywall) -> EdgeDocument:
    """Return a paywall as it is sent."""
    return EdgeDocument.of(PaywallViews(scope, paywall).whole())


def answer_paywall(
    app: Resolver, account_id: str, environment_id: str, query: PaywallQuery, *, product_id: str | None = None
) -> Response[str]:
    """Return the paywall, or 304 where the caller holds it already; raises what `edge_caller`, `read_paywall` raise."""
    caller = edge_caller(app, account_id, environment_id)
    wanted = PaywallRequest(
        product_id=product_id, widget=query.context, billing_country_code=query.billing_country_code
    )
    document = read_paywall(caller, wanted, ports=wiring.paywall_ports(paywall_document))
    return unless_held(app, document, cache_control=CACHE_CONTROL)
