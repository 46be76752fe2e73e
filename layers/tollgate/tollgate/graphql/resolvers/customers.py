"""Customers."""

from typing import Any

from tollgate import wiring
from tollgate.api.permissions import Permission, require
from tollgate.customers.customer import Customer
from tollgate.customers.provision_customer import ProvisionCustomerRequest, get_or_create_customer
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.customers import ProvisionCustomerInput
from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.resolvers.subscriptions import provisioned
from tollgate.graphql.views.customers import CustomerView
from tollgate.graphql.views.provisioned import ProvisionedCustomerView
from tollgate.subscriptions.journey import SubscriptionDecision, first_agreement

Given = dict[str, Any]

_PARAMS = "subscriptionParams."


def get_customer_by_ref_id(context: Context, input: Given) -> CustomerView:
    """Return the customer of this id."""
    customer = retrieve_customer(context.scope, input["customerId"], customers=wiring.customers())
    return CustomerView(customer, context.loader)


def provision_customer(context: Context, input: Given) -> ProvisionedCustomerView:
    """Return the customer of this id as it is, or a new one with the plan that `subscriptionParams` come to, if any."""
    asked = read(ProvisionCustomerInput, input)
    customer, is_new = _provisioned(asked.to_request(context.scope))
    if not is_new or asked.subscription_params is None:
        skipped = SubscriptionDecision.SKIPPED_SUBSCRIPTION_CREATION
        return ProvisionedCustomerView(customer, None, skipped, context.loader)
    require(context.caller, Permission.SUBSCRIPTION_WRITE)
    agreement = asked.subscription_params.to_agreement(context.scope, customer.id, prefix=_PARAMS)
    with fields_named({}, prefix=_PARAMS):
        agreement, decision = first_agreement(agreement, plans=wiring.plans(), products=wiring.products())
    return ProvisionedCustomerView(
        customer, provisioned(agreement, prefix=_PARAMS).subscription, decision, context.loader
    )


def _provisioned(request: ProvisionCustomerRequest) -> tuple[Customer, bool]:
    with fields_named({"id": "customerId", "metadata": "additionalMetaData"}):
        return get_or_create_customer(
            request,
            customers=wiring.customers(),
            access=wiring.access(),
            test_clocks=wiring.test_clocks(),
            events=wiring.events(),
            clock=wiring.customer_clock(),
            ids=wiring.ids(),
        )
