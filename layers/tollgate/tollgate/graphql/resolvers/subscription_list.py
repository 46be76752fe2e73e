"""The list of subscriptions: what its rows are filtered and sorted by, and how far they are read."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from tollgate import wiring
from tollgate.customers.customer import Customer
from tollgate.customers.resource import CustomerResource
from tollgate.graphql.context import Context
from tollgate.graphql.lists.connection import Asked, ConnectionView, Listed
from tollgate.graphql.lists.filters import Fields, Related
from tollgate.graphql.lists.stream import Streamed
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.catalog import PlanView
from tollgate.graphql.views.customers import SubscriptionView
from tollgate.shared.errors import BadUserInput
from tollgate.subscriptions.filters import SubscriptionFilters
from tollgate.subscriptions.listed import ListedSubscription
from tollgate.subscriptions.retrieve_subscription import as_it_stands
from tollgate.subscriptions.status import SubscriptionStatus

Given = dict[str, Any] | None
Sorting = Sequence[dict[str, Any]] | None

_KIND = "SUBSCRIPTION"
_MOST_SORTED = 2_000
"""So many rows are read and sorted at most in another order than that of their creation."""

SUBSCRIPTION: Fields[ListedSubscription] = {
    "billingId": lambda row: row.subscription.billing_id,
    "cancellationDate": lambda row: row.subscription.cancellation_date,
    "createdAt": lambda row: row.created_at,
    "customerId": lambda row: row.subscription.customer_id,
    "endDate": lambda row: row.subscription.end_date,
    "paymentCollection": lambda row: row.subscription.payment_collection,
    "pricingType": lambda row: row.subscription.pricing_type,
    "productId": lambda row: row.subscription.product_id,
    "resourceId": lambda row: row.subscription.resource_id,
    "salesforceId": lambda row: row.subscription.salesforce_id,
    "startDate": lambda row: row.subscription.start_date,
    "status": lambda row: row.subscription.status,
    "subscriptionId": lambda row: row.id,
}
CUSTOMER: Fields[Customer] = {
    "awsMarketplaceCustomerId": lambda customer: customer.aws_marketplace_customer_id,
    # Companies of this vendor are links, and not kept with the customer itself.
    "crmHubspotCompanyId": lambda customer: None,
    "crmHubspotCompanyUrl": lambda customer: None,
    "crmId": lambda customer: customer.crm_id,
    "salesforceId": lambda customer: customer.salesforce_id,
    "billingId": lambda customer: customer.billing_id,
    "createdAt": lambda customer: customer.created_at,
    "customerId": lambda customer: customer.id,
    "deletedAt": lambda customer: customer.archived_at,
    "email": lambda customer: customer.email,
    "id": lambda customer: (customer.uuid, customer.id),
    "name": lambda customer: customer.name,
    "refId": lambda customer: customer.id,
    "searchQuery": lambda customer: tuple(filter(None, (customer.id, customer.name, customer.email))),
    "updatedAt": lambda customer: customer.updated_at,
}
PLAN: Fields[PlanView] = {
    "billingId": lambda plan: plan.billing_id,
    "createdAt": lambda plan: plan.created_at,
    "description": lambda plan: plan.description,
    "displayName": lambda plan: plan.display_name,
    "id": lambda plan: (plan.id, plan.ref_id),
    "isLatest": lambda plan: plan.is_latest,
    "pricingType": lambda plan: plan.pricing_type,
    "productId": lambda plan: plan.product_id,
    "refId": lambda plan: plan.ref_id,
    "status": lambda plan: plan.status,
    "updatedAt": lambda plan: plan.updated_at,
    "versionNumber": lambda plan: plan.version_number,
}
RESOURCE: Fields[CustomerResource] = {
    "createdAt": lambda resource: resource.created_at,
    "resourceId": lambda resource: resource.id,
}


def subscriptions(
    context: Context, filter: Given = None, paging: Given = None, sorting: Sorting = None
) -> ConnectionView:
    """Return the subscriptions that fit, ended ones too, newest first unless another order is asked for."""
    fields = _fields(context)
    asked, reach = Asked(filter=filter, sorting=sorting, paging=paging), _reach(filter or {})
    life = wiring.subscriptions()

    def read(after: str | None, is_back: bool) -> Iterator[ListedSubscription]:
        for row in life.walk(context.scope, reach, after=after, is_back=is_back):
            yield row._replace(
                subscription=as_it_stands(context.scope, row.subscription, clock=wiring.customer_clock())
            )

    def view(row: ListedSubscription) -> SubscriptionView:
        return SubscriptionView(row.subscription, context.loader)

    first = (sorting or [{"field": "createdAt", "direction": "DESC"}])[0]
    if first["field"] == "createdAt":
        streamed = Streamed(context.scope, _KIND, fields)
        return streamed.connection(read, asked, view, is_ascending=first["direction"] == "ASC")
    rows = list(islice(read(None, False), _MOST_SORTED + 1))
    if len(rows) > _MOST_SORTED:
        message = (
            f"More than {_MOST_SORTED} subscriptions would have to be sorted; narrow the filter, or sort by createdAt"
        )
        raise BadUserInput(message, field="sorting")
    return Listed(context.scope, _KIND, fields).connection(rows, asked, view)


def _reach(filter: Mapping[str, Any]) -> SubscriptionFilters:
    """Return how far rows are read: what of a filter an index leads to. What is read may still not fit."""
    plan, status = filter.get("plan") or {}, _exactly(filter, "status")
    # What has ended by now may be stored as if it went on.
    is_kept = status is not None and not SubscriptionStatus(status).has_ended
    return SubscriptionFilters(
        customer_id=_exactly(filter, "customerId"),
        plan_id=_exactly(plan, "refId"),
        statuses=(SubscriptionStatus(status),) if status is not None and is_kept else None,
    )


def _exactly(filter: Mapping[str, Any], name: str) -> str | None:
    named: str | None = (filter.get(name) or {}).get("eq")
    return named


def _fields(context: Context) -> Fields[ListedSubscription]:
    names, loader = (context.scope.environment_id, *sorted(context.environment_names)), context.loader

    def own(fields: Fields[Any]) -> Fields[Any]:
        return {**fields, "environmentId": lambda row: names}

    return {
        **own(SUBSCRIPTION),
        "customer": Related(own(CUSTOMER), lambda row: loader.customers.get(row.subscription.customer_id)),
        "plan": Related(own(PLAN), lambda row: SubscriptionView(row.subscription, loader).plan),
        "resource": Related(own(RESOURCE), lambda row: _resource(row, loader)),
    }


def _resource(row: ListedSubscription, loader: Loader) -> CustomerResource | None:
    resource_id = row.subscription.resource_id
    held = loader.resources.get(row.subscription.customer_id) if resource_id is not None else []
    return next((each for each in held if each.id == resource_id), None)
