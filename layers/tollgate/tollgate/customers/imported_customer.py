"""A customer as an import tells of it."""

from tollgate.customers.customer import Customer
from tollgate.shared.entity import Instant, Value


class ImportedCustomer(Value):
    """Who a customer is elsewhere: name and e-mail as they are there, and of the rest what is told.

    `updated_at` is when it last changed there; None: it is newer than anything that is known of it.
    """

    id: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_method_id: str | None = None
    salesforce_id: str | None = None
    updated_at: Instant | None = None

    def is_older_than(self, held: Customer | None) -> bool:
        """Tell whether what is known of the customer already changed later."""
        return held is not None and self.updated_at is not None and held.updated_at > self.updated_at
