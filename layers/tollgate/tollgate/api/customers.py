"""Customers on the wire."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field

from tollgate.api.customer_billing import PassthroughBody, PaymentMethodBody
from tollgate.api.customer_integrations import IntegrationBody, IntegrationView
from tollgate.api.wire import CreatedAtQuery, Metadata, Text, sent
from tollgate.billing.payment_method import PaymentMethod
from tollgate.customers.customer import Customer
from tollgate.customers.filters import CustomerFilters
from tollgate.customers.passthrough import Passthrough
from tollgate.customers.provision_customer import ProvisionCustomerRequest
from tollgate.customers.resource import CustomerResource
from tollgate.customers.update_customer import UpdateCustomerRequest
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope

CouponId = Annotated[str | None, Field(max_length=255)]
"""The id of a coupon; an empty text names none."""


class CustomerFields(Value):
    """What callers say of a customer."""

    name: Text | None = None
    email: Text | None = None
    billing_id: Text | None = None
    billing_currency: Currency | None = None
    language: Text | None = None
    timezone: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    coupon_id: CouponId = None
    integrations: list[IntegrationBody] | None = None
    passthrough: PassthroughBody | None = None

    def fields(self) -> dict[str, Any]:
        """Return what was sent, as the domain takes it."""
        fields = sent(self)
        if self.integrations is not None:
            fields["integrations"] = tuple(each.to_value() for each in self.integrations)
        if self.passthrough is not None:
            fields["passthrough"] = self.passthrough.to_value()
        return fields


class ProvisionCustomerBody(CustomerFields):
    """Who the new customer is, and the test clock it is to live by."""

    id: str
    test_clock_id: str | None = None
    integrations: Annotated[list[IntegrationBody], BeforeValidator(lambda given: given or [])] = Field(
        default_factory=list
    )
    default_payment_method: PaymentMethodBody | None = None

    def to_request(self, scope: Scope) -> ProvisionCustomerRequest:
        """Return the domain's request."""
        fields = self.fields()
        if self.default_payment_method is not None:
            fields["default_payment_method"] = self.default_payment_method.to_value()
        return ProvisionCustomerRequest(scope=scope, **fields)


class UpdateCustomerBody(CustomerFields):
    """What is to change of a customer: fields that are left out stay, null clears.

    Metadata, integrations and passthrough are replaced as wholes. `testClockId` cannot be another one than the
    customer has.
    """

    test_clock_id: str | None = None

    def to_request(self, scope: Scope, customer_id: str) -> UpdateCustomerRequest:
        """Return the domain's request."""
        return UpdateCustomerRequest(scope=scope, id=customer_id, **self.fields())


class CustomerView(Value):
    """A customer as the contract shows it, and the ids that it has with three vendors."""

    id: str
    name: str | None
    email: str | None
    billing_id: str | None
    billing_currency: Currency | None
    language: str | None
    timezone: str | None
    metadata: dict[str, str]
    coupon_id: str | None
    default_payment_method: PaymentMethod | None
    integrations: list[IntegrationView]
    passthrough: Passthrough | None
    aws_marketplace_customer_id: str | None
    crm_id: str | None
    salesforce_id: str | None
    test_clock_id: str | None
    archived_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, customer: Customer) -> Self:
        """Return the view of a customer."""
        coupon_id = customer.coupon.coupon_id if customer.coupon is not None else None
        return cls.model_validate({**customer.model_dump(), "coupon_id": coupon_id})


class CustomerListQuery(CreatedAtQuery):
    """Which customers are listed."""

    email: str | None = None
    name: str | None = None

    def to_filters(self) -> CustomerFilters:
        """Return the domain's filters."""
        return CustomerFilters(email=self.email, name=self.name, created_at=self.created_at)


class ResourceView(Value):
    """A resource of a customer."""

    id: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, resource: CustomerResource) -> Self:
        """Return the view of a resource."""
        return cls(id=resource.id, created_at=resource.created_at, updated_at=resource.updated_at)
