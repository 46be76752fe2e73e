"""Find contracts: one, a customer's, or an environment's."""

from collections.abc import Iterable
from datetime import datetime

from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.product import Product
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import CustomerRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.entity import Value
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.contract import Contract
from tollgate.subscriptions.contract_errors import ContractNotFound
from tollgate.subscriptions.contract_ports import ContractFilters, ContractRepository


class ShownContract(Value):
    """A contract at an instant, with the plans and products it is over."""

    contract: Contract
    now: datetime
    plans: dict[str, Plan]
    products: dict[str, Product]


def retrieve_contract(scope: Scope, contract_id: str, *, contracts: ContractRepository) -> Contract:
    """Return the contract, archived or not; raises `ContractNotFound`."""
    contract = contracts.find(scope, contract_id)
    if contract is None:
        raise ContractNotFound.of(contract_id)
    return contract


def list_contracts(
    scope: Scope,
    filters: ContractFilters,
    request: PageRequest,
    *,
    contracts: ContractRepository,
    clock: CustomerClock,
) -> Page[Contract]:
    """Return a page of the contracts that fit the filters, newest first."""

    def fits(contract: Contract) -> bool:
        is_state = filters.state is None or filters.state is contract.state_at(clock.now(scope, contract.test_clock_id))
        is_named = filters.name is None or contract.name == filters.name
        return is_state and is_named and filters.customer_id in {None, contract.customer_id}

    return contracts.page(scope, filters, request, fits=fits)


def customer_contracts(
    scope: Scope, customer_id: str, *, contracts: ContractRepository, customers: CustomerRepository
) -> list[Contract]:
    """Return every contract of a customer, newest first; raises `CustomerNotFound`."""
    customer = customers.find(scope, customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(customer_id)
    return contracts.of_customer(scope, customer_id)


def shown(
    scope: Scope,
    contracts: Iterable[Contract],
    *,
    plans: PlanRepository,
    products: ProductRepository,
    clock: CustomerClock,
) -> list[ShownContract]:
    """Return contracts with what they show of their plans and products, as those are now."""
    found = list(contracts)
    rows = [each for contract in found for each in contract.subscriptions]
    named = plans.shown(scope, {each.plan_id for each in rows}) if rows else {}
    sold = {each.id: each for each in products.all(scope)} if rows else {}
    return [
        ShownContract(contract=each, now=clock.now(scope, each.test_clock_id), plans=named, products=sold)
        for each in found
    ]
