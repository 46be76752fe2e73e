"""Contracts in table `documents`, in their customer's partition; a pointer leads to each from its id."""

from collections.abc import Callable

from tollgate.shared.entity import Entity
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys, subscription_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory, page_of_index
from tollgate.storage.session import Session
from tollgate.subscriptions.contract import Contract
from tollgate.subscriptions.contract_ports import ContractFilters

_KIND = "CONTRACT"


class ContractPointer(Entity):
    """Whose a contract is. It never changes, and being one per id it keeps ids unique in the environment."""

    customer_id: str


class DynamoContracts:
    """Satisfies `subscriptions.contract_ports.ContractRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, contract_id: str) -> Contract | None:
        """Return the contract, or None where there is none of this id."""
        pointer = self._session.load(Document, subscription_keys.contract_pointer(scope, contract_id))
        if pointer is None:
            return None
        customer_id = read(ContractPointer, pointer).customer_id
        row = self._session.load(Document, subscription_keys.contract(scope, customer_id, contract_id))
        return read(Contract, row) if row is not None else None

    def of_customer(self, scope: Scope, customer_id: str) -> list[Contract]:
        """Return every contract of a customer, newest first."""
        partition = keys.customer_partition(scope, customer_id)
        rows = self._session.query(Document, partition, sk=Document.sk.startswith(subscription_keys.CONTRACTS))
        return sorted((read(Contract, row) for row in rows), key=_order, reverse=True)

    def page(
        self, scope: Scope, filters: ContractFilters, request: PageRequest, *, fits: Callable[[Contract], bool]
    ) -> Page[Contract]:
        """Return a page of the contracts that fit, newest first; `filters` tell one list from another."""
        cursor = Cursor(scope, _KIND, filters.model_dump(mode="json"))
        if filters.customer_id is not None:
            held = self.of_customer(scope, filters.customer_id)
            return page_in_memory([(_order(each), each) for each in held if fits(each)], request, cursor)

        def listed(row: Document) -> Contract | None:
            contract = read(Contract, row)
            return contract if fits(contract) else None

        partition = keys.listed(scope, _KIND)
        return page_of_index(
            self._session, Document.by_list, partition, request, cursor, sort_key="list_sk", read=listed
        )

    def add(self, scope: Scope, contract: Contract) -> None:
        """Stage a new contract; its id is unique in the environment."""
        pointer = ContractPointer(customer_id=contract.customer_id)
        key = subscription_keys.contract_pointer(scope, contract.id)
        self._session.add(Document(*key, body=body_of(pointer)))
        self._session.add(_row(scope, contract), aggregate=f"{_KIND}#{contract.id}")

    def save(self, scope: Scope, contract: Contract) -> None:
        """Stage the changed contract."""
        self._session.save(_row(scope, contract), aggregate=f"{_KIND}#{contract.id}")


def _order(contract: Contract) -> str:
    return keys.created_order(contract.created_at, contract.id)


def _row(scope: Scope, contract: Contract) -> Document:
    key = subscription_keys.contract(scope, contract.customer_id, contract.id)
    return Document(*key, body=body_of(contract), list_pk=keys.listed(scope, _KIND), list_sk=_order(contract))
