"""Customers."""

from typing import Any

from tollgate import wiring
from tollgate.api.permissions import Permission, require
from tollgate.customers.archive_customer import archive_customer as archive
from tollgate.customers.customer import Customer
from tollgate.customers.detach_payment_method import detach_payment_method
from tollgate.customers.provision_customer import ProvisionCustomerRequest, get_or_create_customer
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.customers.unarchive_customer import unarchive_customer as unarchive
from tollgate.customers.update_customer import update_customer
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.customers import ProvisionCustomerInput, UpdateCustomerInput, spelled
from tollgate.graphql.inputs.reading import fields_named, fields_renamed, read
from tollgate.graphql.resolvers.subscriptions import named_publicly, provisioned
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
    asked = read(ProvisionCustomerInput, named_publicly(context, input))
    customer, is_new = _provisioned(asked.to_request(context.scope))
    if not is_new or asked.subscription_params is None:
        skipped = SubscriptionDecision.SKIPPED_SUBSCRIPTION_CREATION
        return ProvisionedCustomerView(customer, None, skipped, context.loader)
    require(context.caller, Permission.SUBSCRIPTION_WRITE)
    params = asked.subscription_params
    with fields_named({}, prefix=_PARAMS):
        agreement = params.to_agreement(context.scope, customer.id)
        agreement, decision = first_agreement(agreement, plans=wiring.plans(), products=wiring.products())
    return ProvisionedCustomerView(
        customer, provisioned(agreement, params, prefix=_PARAMS).subscription, decision, context.loader
    )


def update_one_customer(context: Context, input: Given) -> CustomerView:
    """Return the changed customer."""
    asked, customers = read(UpdateCustomerInput, input), wiring.customers()
    held = retrieve_customer(context.scope, asked.named, customers=customers)
    with fields_renamed(spelled):
        customer = update_customer(
            asked.to_request(context.scope, held.passthrough),
            customers=customers,
            coupons=wiring.coupons(),
            linked=wiring.linked_entities(),
            events=wiring.events(),
            clock=wiring.customer_clock(),
        )
    return CustomerView(customer, context.loader)


def archive_customer(context: Context, input: Given) -> CustomerView:
    """Return the archived customer."""
    customer = archive(context.scope, input["customerId"], wiring.archiving())
    return CustomerView(customer, context.loader)


def unarchive_customer(context: Context, input: Given) -> CustomerView:
    """Return the customer, who may subscribe again."""
    customer = unarchive(
        context.scope,
        input["customerId"],
        customers=wiring.customers(),
        access=wiring.access(),
        test_clocks=wiring.test_clocks(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return CustomerView(customer, context.loader)


def detach_customer_payment_method(context: Context, input: Given) -> CustomerView:
    """Return the customer without a payment method."""
    customer = detach_payment_method(
        context.scope,
        input["customerId"],
        customers=wiring.customers(),
        subscriptions=wiring.subscriptions(),
        payment_methods=wiring.payment_methods(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return CustomerView(customer, context.loader)


def _provisioned(request: ProvisionCustomerRequest) -> tuple[Customer, bool]:
    with fields_renamed(spelled):
        return get_or_create_customer(
            request,
            customers=wiring.customers(),
            access=wiring.access(),
            test_clocks=wiring.test_clocks(),
            coupons=wiring.coupons(),
            linked=wiring.linked_entities(),
            events=wiring.events(),
            clock=wiring.customer_clock(),
            ids=wiring.ids(),
        )
