"""The ports of customers and subscriptions, joined with storage."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.metering import access
from tollgate.wiring.payment_methods import payment_methods
from tollgate.wiring.work import clock, events, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.customers.import_customer import ImportWork
    from tollgate.customers.ports import CustomerImports, CustomerRepository, LinkedEntities, PromotionRepository
    from tollgate.customers.promotion_book import Promoting
    from tollgate.shared.clock import CustomerClock
    from tollgate.storage.subscriptions import SubscriptionFacts
    from tollgate.subscriptions.lifecycle import Lifecycle
    from tollgate.subscriptions.ports import CustomerAgenda, DueIndex, DueQueue, SubscriptionRepository
    from tollgate.test_clocks.ports import EnvironmentKinds, TestClockRepository


def customers() -> "CustomerRepository":
    """Return the customers."""
    from tollgate.storage.customers import DynamoCustomers

    return DynamoCustomers(session())


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
        events=events(),
        clock=customer_clock(),
        ids=ids(),
    )


def promotions() -> "PromotionRepository":
    """Return what was granted to customers beside any plan."""
    from tollgate.storage.promotions import DynamoPromotions

    return DynamoPromotions(session())


def promoting() -> "Promoting":
    """Return what promotional grants work with."""
    from tollgate.customers.promotion_book import Promoting
    from tollgate.wiring.catalog import features
    from tollgate.wiring.metering import access

    return Promoting(
        customers=customers(),
        access=access(),
        promotions=promotions(),
        features=features(),
        events=events(),
        clock=customer_clock(),
    )


def test_clocks() -> "TestClockRepository":
    """Return the test clocks."""
    from tollgate.storage.test_clocks import DynamoTestClocks

    return DynamoTestClocks(session())


def customer_clock() -> "CustomerClock":
    """Return the clock that tells the time of customers, by the test clocks they are attached to."""
    from tollgate.storage.test_clocks import DynamoCustomerClock

    return DynamoCustomerClock(session(), clock())


def environment_kinds() -> "EnvironmentKinds":
    """Return what environments are for."""
    from tollgate.storage.test_clocks import DynamoEnvironmentKinds

    return DynamoEnvironmentKinds(session())


def customer_agenda() -> "CustomerAgenda":
    """Return what waits for an instant among what customers have."""
    from tollgate.storage.due import DynamoCustomerAgenda

    return DynamoCustomerAgenda(session())


def linked_entities() -> "LinkedEntities":
    """Return which customers the entities of integrations stand for."""
    from tollgate.storage.linked_entities import DynamoLinkedEntities

    return DynamoLinkedEntities(session())


def customer_imports() -> "CustomerImports":
    """Return the imports of customers."""
    from tollgate.storage.customer_imports import DynamoCustomerImports

    return DynamoCustomerImports(session())


def import_work() -> "ImportWork":
    """Return what importing customers takes."""
    from tollgate.customers.import_customer import ImportWork

    return ImportWork(
        customers=customers(),
        access=access(),
        payment_methods=payment_methods(),
        events=events(),
        clock=customer_clock(),
        ids=ids(),
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


def due() -> "DueIndex":
    """Return what waits for an instant."""
    from tollgate.storage.due import DynamoDue

    return DynamoDue(session())


@cache
def due_queue() -> "DueQueue":
    """Return the queue for what has fallen due."""
    from tollgate.integrations.due_queue import SqsDueQueue

    return SqsDueQueue(os.environ["DUE_QUEUE_URL"], region=os.environ["AWS_REGION"])
