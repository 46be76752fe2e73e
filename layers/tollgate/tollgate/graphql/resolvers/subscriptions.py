"""Subscriptions."""

from typing import Any

from tollgate import wiring
from tollgate.billing.errors import BillingIntegrationMissing
from tollgate.catalog.feature_group_rules import check_groups
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.reading import fields_named, fields_renamed, given_fields, read
from tollgate.graphql.inputs.subscription_changes import (
    CLEARED_BY_NULL,
    SubscriptionCancellationInput,
    UpdateSubscriptionInput,
)
from tollgate.graphql.inputs.subscriptions import (
    AgreementInput,
    ApplySubscriptionInput,
    ProvisionSubscriptionInput,
    SubscriptionInput,
)
from tollgate.graphql.views.customers import SubscriptionView
from tollgate.graphql.views.provisioned import ProvisionedSubscriptionView
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.cancel_subscription import cancel_subscription as cancel
from tollgate.subscriptions.provision_subscription import Provisioned
from tollgate.subscriptions.provision_subscription import provision_subscription as provision
from tollgate.subscriptions.retrieve_subscription import retrieve_subscription
from tollgate.subscriptions.update_request import UpdateRequest
from tollgate.subscriptions.update_subscription import update_subscription

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
    asked = read(ProvisionSubscriptionInput, named_publicly(context, input))
    request = asked.to_request(context.scope)
    return ProvisionedSubscriptionView(provisioned(request, asked), request, context.loader)


def apply_subscription(context: Context, input: Given) -> ProvisionedSubscriptionView:
    """Return the subscription that gives the customer the plan, paid for by a payment method that is sent along."""
    asked = read(ApplySubscriptionInput, named_publicly(context, input))
    if asked.payment_method_id is not None:
        message = "A payment method is a billing vendor's, and none is integrated; leave it out"
        raise BillingIntegrationMissing(message, field="paymentMethodId")
    request = asked.to_request(context.scope)
    return ProvisionedSubscriptionView(provisioned(request, asked), request, context.loader)


def create_subscription(context: Context, subscription: Given) -> SubscriptionView | None:
    """Return the subscription that begins by older words for provisioning one."""
    asked = read(SubscriptionInput, named_publicly(context, subscription))
    begun = provisioned(asked.to_request(context.scope), asked).subscription
    return SubscriptionView(begun, context.loader) if begun is not None else None


def update_one_subscription(context: Context, input: Given) -> SubscriptionView:
    """Return the changed subscription."""
    given = with_public_ids(context.scope, given_fields(input, cleared_by_null=CLEARED_BY_NULL))
    asked = read(UpdateSubscriptionInput, _with_features(context, given))
    request = asked.to_request(context.scope)
    with fields_renamed(asked.as_sent):
        _check_groups(request)
        changed = update_subscription(request, wiring.subscription_lifecycle())
    return SubscriptionView(changed, context.loader)


def cancel_subscription(context: Context, input: Given) -> SubscriptionView:
    """Return the subscription, cancelled or to be cancelled."""
    request = read(SubscriptionCancellationInput, given_fields(input)).to_request(context.scope)
    with fields_named({"cancellationTime": "subscriptionCancellationTime"}):
        canceled = cancel(request, wiring.subscription_lifecycle())
    return SubscriptionView(canceled, context.loader)


def named_publicly(context: Context, input: Given) -> Given:
    """Return an input that begins or previews something: null counts as left out, ids are those that callers chose."""
    found: Given = with_public_ids(context.scope, given_fields(input))
    return found


def provisioned(request: ProvisionRequest, asked: AgreementInput, *, prefix: str = "") -> Provisioned:
    """Return what provisioning brought about; `prefix` is where its terms were sent."""
    with fields_renamed(lambda field: prefix + asked.as_sent(field)):
        _check_groups(request)
        return provision(request, wiring.subscription_lifecycle())


def _check_groups(request: ProvisionRequest | UpdateRequest) -> None:
    """Raise the refusal of feature groups that entitlements come with: they come whole, as in packages."""
    members = [(each.id, each.feature_group_id) for each in request.entitlements]
    if any(group_id is not None for _, group_id in members):
        check_groups(members, {group.id: group for group in wiring.feature_groups().all(request.scope)})


def _with_features(context: Context, given: Given) -> Given:
    """Return an update whose older entitlements name the feature, also where an entitlement was named by its own id."""
    rows = given.get("subscriptionEntitlements") or ()
    if not any("id" in row and "featureId" not in row for row in rows):
        return given
    subscription_id = given.get("subscriptionId") or given.get("refId")
    held = wiring.subscriptions().find(context.scope, subscription_id or "")
    feature_of = {each.uuid: each.feature_id for each in held.terms.overrides} if held is not None else {}
    found = [{"featureId": feature_of[row["id"]], **row} if row.get("id") in feature_of else row for row in rows]
    return {**given, "subscriptionEntitlements": found}
