"""What moves subscriptions: to later versions, other resources, other customers, or in; and what calls changes off."""

from typing import Any

from tollgate import wiring
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.reading import read, without_nulls_within
from tollgate.graphql.inputs.subscription_import import ImportSubscriptionsBulkInput
from tollgate.graphql.views.customers import SubscriptionView
from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.call_off_update import cancel_pending_payment_update, cancel_scheduled_update
from tollgate.subscriptions.delegate_subscription import delegate_management
from tollgate.subscriptions.import_subscriptions import import_subscriptions
from tollgate.subscriptions.migrate_subscription import MigrationTime, migrate_subscription
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.transfer_subscription import transfer_from_resource
from tollgate.subscriptions.transfer_subscription import transfer_subscription as transfer

Given = dict[str, Any]
_CALLED_OFF = {"Scheduled": cancel_scheduled_update, "PendingPayment": cancel_pending_payment_update}
"""Statuses of changes that wait, in this API's spelling, and what calls such changes off."""


def migrate_subscription_to_latest(context: Context, input: Given) -> SubscriptionView:
    """Return the subscription, moved to the latest versions, or to be moved at the end of its period."""
    time = MigrationTime(input.get("subscriptionMigrationTime") or MigrationTime.END_OF_BILLING_PERIOD)
    life = wiring.subscription_lifecycle()
    return _shown(context, migrate_subscription(context.scope, input["subscriptionId"], time, life))


def transfer_subscription(context: Context, input: Given) -> SubscriptionView:
    """Return the only subscription of a resource as it is another one's."""
    life, to = wiring.subscription_lifecycle(), input["destinationResourceId"]
    source = input["customerId"], input["sourceResourceId"]
    return _shown(context, transfer_from_resource(context.scope, *source, to, life))


def transfer_subscription_to_resource(context: Context, input: Given) -> SubscriptionView:
    """Return the subscription as it is another resource's."""
    life, to = wiring.subscription_lifecycle(), input.get("destinationResourceId")
    return _shown(context, transfer(context.scope, input["subscriptionId"], to, life))


def delegate_subscription_to_customer(context: Context, input: Given) -> SubscriptionView:
    """Return the subscription as another customer manages it; without one, its own does again."""
    life, manager_id = wiring.subscription_lifecycle(), input.get("destinationCustomerId")
    return _shown(context, delegate_management(context.scope, input["subscriptionId"], manager_id, life))


def cancel_schedule(context: Context, input: Given) -> str:
    """Return the id of the subscription whose changes were called off: without a status, those that are scheduled."""
    status = input.get("status") or "Scheduled"
    call_off = _CALLED_OFF.get(status)
    if call_off is None:
        raise InvalidInput(f"What is {status} waits no more: name Scheduled or PendingPayment", field="status")
    return call_off(context.scope, input["subscriptionId"], wiring.subscription_lifecycle()).id


def import_subscriptions_bulk(context: Context, input: Given) -> str:
    """Return the id of the task that imports the subscriptions."""
    given = without_nulls_within(input)
    task = import_subscriptions(
        context.scope,
        read(ImportSubscriptionsBulkInput, given).to_values(),
        imports=wiring.subscription_imports(),
        tasks=wiring.tasks(),
        life=wiring.subscription_lifecycle(),
    )
    return task.id


def _shown(context: Context, subscription: Subscription) -> SubscriptionView:
    return SubscriptionView(subscription, context.loader)
