"""What the customers area refuses."""

from tollgate.shared.errors import Conflict, NotFound


class CustomerNotFound(NotFound):
    """No customer has this id, or the customer is archived."""

    code = "CustomerNotFound"

    @classmethod
    def of(cls, customer_id: str) -> "CustomerNotFound":
        """Return the error for this id."""
        return cls(f"There is no customer with the id {customer_id}", refId=customer_id)


class CannotDeleteCustomer(Conflict):
    """The customer still pays: its paid and custom subscriptions must be cancelled before it is archived."""

    code = "CannotDeleteCustomerError"

    @classmethod
    def of(cls, customer_id: str) -> "CannotDeleteCustomer":
        """Return the error for this id."""
        return cls(f"Cancel the active paid and custom subscriptions of {customer_id} first", refId=customer_id)
