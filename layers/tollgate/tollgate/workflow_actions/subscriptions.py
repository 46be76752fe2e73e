"""What workflows do with subscriptions."""

from tollgate import wiring
from tollgate.api.subscription_bodies import (
    CancelSubscriptionBody,
    ProvisionSubscriptionBody,
    UpdateSubscriptionBody,
)
from tollgate.api.subscription_moves import (
    DelegateSubscriptionBody,
    MigrateSubscriptionBody,
    TransferSubscriptionBody,
)
from tollgate.api.subscriptions import ProvisionedSubscriptionView, SubscriptionView
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.entity import Value
from tollgate.subscriptions.cancel_subscription import cancel_subscription
from tollgate.subscriptions.delegate_subscription import delegate_payment
from tollgate.subscriptions.list_subscriptions import active_subscriptions
from tollgate.subscriptions.migrate_subscription import migrate_subscription
from tollgate.subscriptions.provision_subscription import provision_subscription
from tollgate.subscriptions.retrieve_subscription import retrieve_subscription
from tollgate.subscriptions.transfer_subscription import transfer_subscription
from tollgate.subscriptions.update_subscription import update_subscription
from tollgate.workflow_actions.product_action import ProductAction
from tollgate.workflows.action import ActionCall


class NamedSubscription(Value):
    """Which subscription is meant."""

    subscription_id: str


class ActiveSubscriptionsParams(Value):
    """Whose subscriptions are asked for: the customer's own, or those of a resource; of one product, where named."""

    customer_id: str
    resource_id: str | None = None
    product_id: str | None = None


class UpdateSubscriptionParams(UpdateSubscriptionBody):
    """Which subscription is changed, and how; a later `trialEndDate` extends a trial."""

    subscription_id: str


class CancelSubscriptionParams(CancelSubscriptionBody):
    """Which subscription is cancelled, and when."""

    subscription_id: str


class MigrateSubscriptionParams(MigrateSubscriptionBody):
    """Which subscription moves to the newest version of its plan, and when."""

    subscription_id: str


class TransferSubscriptionParams(TransferSubscriptionBody):
    """Which subscription moves to which resource."""

    subscription_id: str


class DelegateSubscriptionParams(DelegateSubscriptionBody):
    """Which subscription is paid for by which customer."""

    subscription_id: str


def _provision(call: ActionCall, params: ProvisionSubscriptionBody) -> ProvisionedSubscriptionView:
    outcome = provision_subscription(params.to_request(call.scope), wiring.subscription_lifecycle())
    return ProvisionedSubscriptionView.of(outcome)


def _retrieve(call: ActionCall, params: NamedSubscription) -> SubscriptionView:
    subscription = retrieve_subscription(
        call.scope, params.subscription_id, subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
    )
    return SubscriptionView.of(subscription)


def _active(call: ActionCall, params: ActiveSubscriptionsParams) -> list[SubscriptionView]:
    live = active_subscriptions(
        call.scope, params.customer_id, subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
    )
    if not live:
        retrieve_customer(call.scope, params.customer_id, customers=wiring.customers())
    fitting = [each for each in live if each.resource_id == params.resource_id]
    return [SubscriptionView.of(each) for each in fitting if params.product_id in {None, each.product_id}]


def _update(call: ActionCall, params: UpdateSubscriptionParams) -> SubscriptionView:
    request = params.to_request(call.scope, params.subscription_id)
    return SubscriptionView.of(update_subscription(request, wiring.subscription_lifecycle()))


def _cancel(call: ActionCall, params: CancelSubscriptionParams) -> SubscriptionView:
    request = params.to_request(call.scope, params.subscription_id)
    return SubscriptionView.of(cancel_subscription(request, wiring.subscription_lifecycle()))


def _migrate(call: ActionCall, params: MigrateSubscriptionParams) -> SubscriptionView:
    time = params.subscription_migration_time
    life = wiring.subscription_lifecycle()
    return SubscriptionView.of(migrate_subscription(call.scope, params.subscription_id, time, life))


def _transfer(call: ActionCall, params: TransferSubscriptionParams) -> SubscriptionView:
    resource_id, life = params.destination_resource_id, wiring.subscription_lifecycle()
    return SubscriptionView.of(transfer_subscription(call.scope, params.subscription_id, resource_id, life))


def _delegate(call: ActionCall, params: DelegateSubscriptionParams) -> SubscriptionView:
    payer_id, life = params.target_customer_id, wiring.subscription_lifecycle()
    return SubscriptionView.of(delegate_payment(call.scope, params.subscription_id, payer_id, life))


SUBSCRIPTION_ACTIONS = (
    ProductAction("provisionSubscription", ProvisionSubscriptionBody, _provision),
    ProductAction("getSubscription", NamedSubscription, _retrieve),
    ProductAction("getActiveSubscriptions", ActiveSubscriptionsParams, _active),
    ProductAction("updateSubscription", UpdateSubscriptionParams, _update),
    ProductAction("cancelSubscription", CancelSubscriptionParams, _cancel),
    ProductAction("migrateSubscription", MigrateSubscriptionParams, _migrate),
    ProductAction("transferSubscription", TransferSubscriptionParams, _transfer),
    ProductAction("delegateSubscription", DelegateSubscriptionParams, _delegate),
)
