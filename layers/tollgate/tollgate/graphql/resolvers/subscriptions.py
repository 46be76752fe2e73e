"""Subscriptions."""

from typing import Any

from tollgate import wiring
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.inputs.subscriptions import ProvisionSubscriptionInput
from tollgate.graphql.views.customers import SubscriptionView
from tollgate.graphql.views.provisioned import ProvisionedSubscriptionView
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.provision_subscription import Provisioned
from tollgate.subscriptions.provision_subscription import provision_subscription as provision
from tollgate.subscriptions.retrieve_subscription import retrieve_subscription

Given = dict[str, Any]


def get_subscription(context: Context, input: Given) -> SubscriptionView:
    """Return the subscription of this id as it stands now."""
    subscription = retrieve_subscription(
        context.scope, input["subscriptionId"], subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
    )
    return SubscriptionView(subscription, context.loader)


def get_active_subscriptions(context: Context, input: Given) -> list[SubscriptionView]:
    """Return the subscriptions that have not ended: those of the resources that are named, else the customer's own."""
    customer_id = input["customerId"]
    named = [*filter(None, [input.get("resourceId")]), *(input.get("resourceIds") or ())]
    live = context.loader.live_subscriptions.get(customer_id)
    if not live:
        retrieve_customer(context.scope, customer_id, customers=wiring.customers())
    wanted = set(named) or {None}
    return [SubscriptionView(each, context.loader) for each in live if each.resource_id in wanted]


def provision_subscription(context: Context, input: Given) -> ProvisionedSubscriptionView:
    """Return the subscription that gives the customer, or its resource, the plan."""
    request = read(ProvisionSubscriptionInput, input).to_request(context.scope)
    return ProvisionedSubscriptionView(provisioned(request), request, context.loader)


def provisioned(request: ProvisionRequest, *, prefix: str = "") -> Provisioned:
    """Return what provisioning brought about; `prefix` is where its terms were sent."""
    with fields_named({"id": "subscriptionId", "metadata": "additionalMetaData"}, prefix=prefix):
        return provision(request, wiring.subscription_lifecycle())
