"""What imports of customers are given."""

from datetime import datetime

from tollgate.api.wire import Metadata, Text, Unsupported, refuse_unsupported
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput


class ImportCustomerInput(Value):
    """`ImportCustomerInput`. `refId` is an older name of the id. Name and e-mail are none where they are left out."""

    customer_id: Text
    ref_id: str | None = None
    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    additional_meta_data: Metadata | None = None
    payment_method_id: Text | None = None
    salesforce_id: Text | None = None
    updated_at: datetime | None = None

    def to_value(self, *, prefix: str = "") -> ImportedCustomer:
        """Return the domain's value; `prefix` is where it was sent. Raises `InvalidInput` for a second id."""
        if self.ref_id not in (None, self.customer_id):
            raise InvalidInput("refId names another customer than customerId; leave it out", field=f"{prefix}refId")
        return ImportedCustomer(
            id=self.customer_id,
            name=self.name,
            email=self.email,
            billing_id=self.billing_id,
            metadata=self.additional_meta_data,
            payment_method_id=self.payment_method_id,
            salesforce_id=self.salesforce_id,
            updated_at=self.updated_at,
        )


class ImportCustomerBulkInput(Value):
    """`ImportCustomerBulkInput`."""

    customers: list[ImportCustomerInput]
    integration_id: Unsupported = None

    def to_values(self) -> list[ImportedCustomer]:
        """Return the domain's values."""
        refuse_unsupported(self)
        return [each.to_value(prefix=f"customers[{index}].") for index, each in enumerate(self.customers)]
