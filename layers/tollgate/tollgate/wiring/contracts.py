"""The ports of contracts and of imports of subscriptions, joined with storage, and how contracts are shown."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tollgate.shared.scope import Scope
from tollgate.wiring.catalog import plans, products
from tollgate.wiring.clocks import customer_clock
from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.subscriptions.contract import Contract
    from tollgate.subscriptions.contract_ports import ContractRepository
    from tollgate.subscriptions.imported_subscription import ImportedSubscription
    from tollgate.subscriptions.list_contracts import ShownContract
    from tollgate.tasks.ports import Imports


def contracts() -> "ContractRepository":
    """Return the contracts."""
    from tollgate.storage.contracts import DynamoContracts

    return DynamoContracts(session())


def subscription_imports() -> "Imports[ImportedSubscription]":
    """Return the imports of subscriptions."""
    from tollgate.storage.imports import SUBSCRIPTIONS, DynamoImports

    return DynamoImports(session(), SUBSCRIPTIONS)


def shown_contracts(scope: Scope, found: "Iterable[Contract]") -> "list[ShownContract]":
    """Return contracts with what they show of their plans and products."""
    from tollgate.subscriptions.list_contracts import shown

    return shown(scope, found, plans=plans(), products=products(), clock=customer_clock())
