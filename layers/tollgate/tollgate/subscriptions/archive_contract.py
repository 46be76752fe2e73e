"""Archive a contract: it is called off, and its subscriptions end with it."""

from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope
from tollgate.subscriptions.contract import Contract
from tollgate.subscriptions.contract_errors import ContractNotFound
from tollgate.subscriptions.contract_events import ContractArchived
from tollgate.subscriptions.contract_ports import ContractRepository
from tollgate.subscriptions.ending import end_and_follow
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.state_machine import Trigger


def archive_contract(scope: Scope, contract_id: str, *, contracts: ContractRepository, life: Lifecycle) -> Contract:
    """Return the archived contract; what follows the end of its subscriptions is as their products say.

    Raises `ContractNotFound` and `EntityIsArchived`.
    """
    contract = contracts.find(scope, contract_id)
    if contract is None:
        raise ContractNotFound.of(contract_id)
    if contract.archived_at is not None:
        raise EntityIsArchived.of("contract", contract_id)
    now = life.clock.now(scope, contract.test_clock_id)
    for subscription_id in contract.subscription_ids:
        _end(scope, subscription_id, life)
    archived = contract.but(archived_at=now, updated_at=now)
    contracts.save(scope, archived)
    life.events.record(scope, ContractArchived.of(archived, at=now))
    return archived


def _end(scope: Scope, subscription_id: str, life: Lifecycle) -> None:
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None or subscription.has_ended:
        return
    subscription, holdings = find_live(scope, subscription_id, life)
    end_and_follow(subscription, Trigger.CANCELED_NOW, holdings, at=holdings.now)
    holdings.write()
