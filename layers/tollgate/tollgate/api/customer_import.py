"""Imports of customers on the wire."""

from tollgate.api.wire import Metadata, SentInstant, Text, Unsupported
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.shared.entity import Value


class ImportedCustomerBody(Value):
    """A customer as it is elsewhere; what cannot be of it is told by the task, beyond types and lengths."""

    id: Text
    name: Text | None
    email: Text | None
    billing_id: Text | None = None
    metadata: Metadata | None = None
    payment_method_id: Text | None = None
    salesforce_id: Text | None = None
    updated_at: SentInstant | None = None

    def to_value(self) -> ImportedCustomer:
        """Return the domain's value."""
        return ImportedCustomer.model_validate(self.model_dump())


class ImportCustomersBody(Value):
    """The customers to import."""

    customers: list[ImportedCustomerBody]
    integration_id: Unsupported = None


class CustomerImportView(Value):
    """An import that was started: who is new, and the task that tells what becomes of everybody."""

    new_customers: list[str]
    task_id: str
