"""What is refused where contracts are made and changed."""

from tollgate.shared.errors import Conflict, NotFound


class ContractNotFound(NotFound):
    """No contract has this id."""

    @classmethod
    def of(cls, contract_id: str) -> "ContractNotFound":
        """Return the error for this id."""
        return cls(f"There is no contract with the id {contract_id}", refId=contract_id)


class InOtherContract(Conflict):
    """The subscription belongs to another contract."""

    @classmethod
    def of(cls, subscription_id: str, contract_id: str, *, field: str) -> "InOtherContract":
        """Return the error for a subscription and the contract it is in."""
        message = f"The subscription {subscription_id} belongs to the contract {contract_id}; take it out there first"
        return cls(message, field=field, refId=subscription_id)
