"""What contracts need from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Callable
from typing import Protocol

from tollgate.shared.entity import Value
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.subscriptions.contract import Contract, ContractState


class ContractFilters(Value):
    """Which contracts are listed: those that fit every filter that is given."""

    customer_id: str | None = None
    name: str | None = None
    state: ContractState | None = None


class ContractRepository(Protocol):
    """The contracts of an environment, archived ones included."""

    def find(self, scope: Scope, contract_id: str) -> Contract | None:
        """Return the contract, or None where there is none of this id."""
        ...

    def of_customer(self, scope: Scope, customer_id: str) -> list[Contract]:
        """Return every contract of a customer, newest first."""
        ...

    def page(
        self, scope: Scope, filters: ContractFilters, request: PageRequest, *, fits: Callable[[Contract], bool]
    ) -> Page[Contract]:
        """Return a page of the contracts that fit, newest first; `filters` tell one list from another."""
        ...

    def add(self, scope: Scope, contract: Contract) -> None:
        """Stage a new contract; its id is unique in the environment."""
        ...

    def save(self, scope: Scope, contract: Contract) -> None:
        """Stage the changed contract."""
        ...
