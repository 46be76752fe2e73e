"""Customers on the wire."""

from typing import Self

from pydantic import Field

from tollgate.api.wire import CreatedAtQuery, Metadata, Text, UnsupportedUnlessEmpty, refuse_unsupported, sent
from tollgate.customers.customer import Customer
from tollgate.customers.filters import CustomerFilters
from tollgate.customers.provision_customer import ProvisionCustomerRequest
from tollgate.customers.update_customer import UpdateCustomerRequest
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope

_REFUSED = {"coupon_id", "default_payment_method", "integrations", "passthrough"}


class CustomerFields(Value):
    """What callers say of a customer."""

    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    billing_currency: Currency | None = None
    language: Text | None = None
    timezone: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    coupon_id: UnsupportedUnlessEmpty = None
    integrations: UnsupportedUnlessEmpty = None
    passthrough: UnsupportedUnlessEmpty = None


class ProvisionCustomerBody(CustomerFields):
    """Who the new customer is, and the test clock it is to live by."""

    id: str
    test_clock_id: str | None = None
    default_payment_method: UnsupportedUnlessEmpty = None

    def to_request(self, scope: Scope) -> ProvisionCustomerRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        return ProvisionCustomerRequest(scope=scope, **sent(self, but=_REFUSED))


class UpdateCustomerBody(CustomerFields):
    """What is to change of a customer: fields that are left out stay, null clears, metadata replaces as a whole.

    `testClockId` cannot be another one than the customer has.
    """

    test_clock_id: str | None = None

    def to_request(self, scope: Scope, customer_id: str) -> UpdateCustomerRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        return UpdateCustomerRequest(scope=scope, id=customer_id, **sent(self, but=_REFUSED))


class CustomerView(Value):
    """A customer as the contract shows it."""

    id: str
    name: str | None
    email: str | None
    billing_id: str | None
    billing_currency: Currency | None
    language: str | None
    timezone: str | None
    metadata: dict[str, str]
    coupon_id: None = None
    default_payment_method: None = None
    integrations: list[None] = []
    passthrough: None = None
    test_clock_id: str | None
    archived_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, customer: Customer) -> Self:
        """Return the view of a customer."""
        return cls.model_validate(customer.model_dump())


class CustomerListQuery(CreatedAtQuery):
    """Which customers are listed."""

    email: str | None = None
    name: str | None = None

    def to_filters(self) -> CustomerFilters:
        """Return the domain's filters."""
        return CustomerFilters(email=self.email, name=self.name, created_at=self.created_at)
