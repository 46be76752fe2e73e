"""The ports of subscriptions and of what falls due, joined with storage."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.clocks import customer_clock, test_clocks
from tollgate.wiring.customers import customers, promotions
from tollgate.wiring.metering import access
from tollgate.wiring.work import events, ids, request_key, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.customers.archive_customer import Archiving
    from tollgate.shared.scope import Scope
    from tollgate.storage.subscriptions import SubscriptionFacts
    from tollgate.subscriptions.lifecycle import Lifecycle
    from tollgate.subscriptions.ports import CustomerAgenda, DueIndex, DueQueue, SubscriptionRepository


def subscription_lifecycle() -> "Lifecycle":
    """Return what a change in the life of a subscription works with."""
    from tollgate.subscriptions.lifecycle import Lifecycle
    from tollgate.wiring import billing, catalog, credits

    return Lifecycle(
        plans=catalog.plans(),
        plan_versions=catalog.plan_versions(),
        addons=catalog.addons(),
        addon_versions=catalog.addon_versions(),
        products=catalog.products(),
        coupons=catalog.coupons(),
        features=catalog.features(),
        currencies=credits.custom_currencies(),
        customers=customers(),
        subscriptions=subscriptions(),
        access=access(),
        promotions=promotions(),
        billing=billing.billing_provider(),
        usage=billing.usage_reader(),
        ledgers=billing.usage_ledgers(),
        wallets=_LateWallets(),
        events=events(),
        clock=customer_clock(),
        ids=ids(),
        request_key=request_key(),
    )


class _LateWallets:
    """Satisfies `subscriptions.ports.DueWallets`; what it takes is only made where a wallet is due."""

    def run(self, scope: "Scope", customer_id: str, resource_id: str | None, currency_id: str) -> bool:
        from tollgate.credits.run_due_wallet import DueWallets
        from tollgate.wiring.credits import crediting

        return DueWallets(crediting()).run(scope, customer_id, resource_id, currency_id)


def archiving() -> "Archiving":
    """Return what archiving a customer works with."""
    from tollgate.customers.archive_customer import Archiving
    from tollgate.wiring import billing

    return Archiving(
        customers=customers(),
        subscriptions=subscriptions(),
        access=access(),
        billing=billing.billing_provider(),
        test_clocks=test_clocks(),
        events=events(),
        clock=customer_clock(),
    )


def subscriptions() -> "SubscriptionRepository":
    """Return the subscriptions."""
    from tollgate.storage.subscriptions import DynamoSubscriptions

    return DynamoSubscriptions(session(), subscription_facts())


@cache
def subscription_facts() -> "SubscriptionFacts":
    """Return what this process remembers of subscriptions, one memory for the process."""
    from tollgate.storage.subscriptions import SubscriptionFacts

    return SubscriptionFacts()


def customer_agenda() -> "CustomerAgenda":
    """Return what waits for an instant among what customers have."""
    from tollgate.storage.due import DynamoCustomerAgenda

    return DynamoCustomerAgenda(session())


def due() -> "DueIndex":
    """Return what waits for an instant."""
    from tollgate.storage.due import DynamoDue

    return DynamoDue(session())


@cache
def due_queue() -> "DueQueue":
    """Return the queue for what has fallen due."""
    from tollgate.integrations.due_queue import SqsDueQueue

    return SqsDueQueue(os.environ["DUE_QUEUE_URL"], region=os.environ["AWS_REGION"])
