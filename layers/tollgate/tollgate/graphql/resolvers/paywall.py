"""Pricing tables."""

from typing import Any

from tollgate import wiring
from tollgate.api.paywall_views import PaywallViews
from tollgate.catalog.paywall import Paywall
from tollgate.catalog.read_paywall import read_paywall
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.paywall import GetPaywallInput
from tollgate.graphql.inputs.reading import read
from tollgate.graphql.views.paywall import MockPaywallView, PaywallView
from tollgate.shared.scope import Scope

Given = dict[str, Any]


def paywall(context: Context, input: Given) -> PaywallView:
    """Return what is sold, for a customer where one is named; raises `CustomerNotFound` for an unknown one."""
    asked = read(GetPaywallInput, input)
    found = read_paywall(context.caller, asked.to_request(), ports=wiring.paywall_ports(as_it_is))
    customer = None
    if asked.customer_id is not None:
        customer = retrieve_customer(context.scope, asked.customer_id, customers=wiring.customers())
        context.loader.open(customer)
    context.loader.learn(found)
    return PaywallView(found, context.loader, customer=customer, resource_id=asked.resource_id)


def mock_paywall(context: Context, input: Given) -> MockPaywallView:
    """Return what is sold, as the designer of pricing tables shows it."""
    asked = read(GetPaywallInput, input).to_mock_request()
    return MockPaywallView(read_paywall(context.caller, asked, ports=wiring.paywall_ports(shown)).plans())


def as_it_is(_: Scope, found: Paywall) -> Paywall:
    """Return the paywall itself: its plans are shown as plans are."""
    return found


def shown(scope: Scope, found: Paywall) -> PaywallViews:
    """Return the paywall's own views."""
    return PaywallViews(scope, found)
