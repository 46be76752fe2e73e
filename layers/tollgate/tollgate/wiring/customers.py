"""The ports of customers, joined with storage."""

from typing import TYPE_CHECKING

from tollgate.wiring.clocks import customer_clock
from tollgate.wiring.metering import access
from tollgate.wiring.payment_methods import payment_methods
from tollgate.wiring.work import events, ids, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.customers.import_customer import ImportWork
    from tollgate.customers.imported_customer import ImportedCustomer
    from tollgate.customers.ports import CustomerRepository, LinkedEntities, PromotionRepository
    from tollgate.customers.promotion_book import Promoting
    from tollgate.tasks.ports import Imports


def customers() -> "CustomerRepository":
    """Return the customers."""
    from tollgate.storage.customers import DynamoCustomers

    return DynamoCustomers(session())


def promotions() -> "PromotionRepository":
    """Return what was granted to customers beside any plan."""
    from tollgate.storage.promotions import DynamoPromotions

    return DynamoPromotions(session())


def promoting() -> "Promoting":
    """Return what promotional grants work with."""
    from tollgate.customers.promotion_book import Promoting
    from tollgate.wiring.catalog import features

    return Promoting(
        customers=customers(),
        access=access(),
        promotions=promotions(),
        features=features(),
        events=events(),
        clock=customer_clock(),
    )


def linked_entities() -> "LinkedEntities":
    """Return which customers the entities of integrations stand for."""
    from tollgate.storage.linked_entities import DynamoLinkedEntities

    return DynamoLinkedEntities(session())


def customer_imports() -> "Imports[ImportedCustomer]":
    """Return the imports of customers."""
    from tollgate.storage.imports import CUSTOMERS, DynamoImports

    return DynamoImports(session(), CUSTOMERS)


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
