"""What happens to contracts; the published list of events has no words for it."""

from datetime import datetime
from typing import ClassVar, Self

from tollgate.shared.entity import Entity
from tollgate.shared.events import DomainEvent
from tollgate.subscriptions.contract import Contract

_HIDDEN = {"schema_version", "asked", "test_clock_id", "uuid"}


class ContractEvent(DomainEvent):
    """Something happened to a contract."""

    source: ClassVar[str] = "subscriptions"
    tells_of: ClassVar[type[Entity]] = Contract

    @classmethod
    def of(cls, contract: Contract, *, at: datetime) -> Self:
        """Return the event with the contract as it is then; `entityId` is its internal id."""
        shown = contract.model_dump(mode="json", by_alias=True, exclude=_HIDDEN)
        payload = {**shown, "entityId": contract.uuid, "state": contract.state_at(at).value}
        return cls(aggregate=f"CONTRACT#{contract.id}", parent_id=contract.customer_id, occurred_at=at, payload=payload)


class ContractCreated(ContractEvent):
    """A contract was made."""

    event_type: ClassVar[str] = "CONTRACT_CREATED"


class ContractUpdated(ContractEvent):
    """A contract was changed."""

    event_type: ClassVar[str] = "CONTRACT_UPDATED"


class ContractArchived(ContractEvent):
    """A contract was called off, and its subscriptions with it."""

    event_type: ClassVar[str] = "CONTRACT_ARCHIVED"
