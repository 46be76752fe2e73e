"""What callers send of how a customer pays and what its billing provider is to know."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tollgate.api.wire import Metadata, Text, Whole
from tollgate.billing.payment_method import PaymentMethod, PaymentMethodType
from tollgate.customers.passthrough import Passthrough
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value

Line = Annotated[str, StringConstraints(max_length=255)]
MOST_TAX_IDS = 20
"""Four times what Stripe takes."""


class PaymentMethodBody(Value):
    """The payment method a customer has at its provider already; empty fields say that there is none."""

    type: PaymentMethodType | None = None
    billing_id: Text | None = None
    card_last4_digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    card_expiry_month: Annotated[Whole, Field(ge=1, le=12)] | None = None
    card_expiry_year: Annotated[Whole, Field(ge=1900, le=9999)] | None = None

    def to_value(self) -> PaymentMethod:
        """Return the domain's value."""
        return PaymentMethod.model_validate(self.model_dump())


class AddressBody(Value):
    """A postal address."""

    line1: Line | None = None
    line2: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None


class TaxIdBody(Value):
    """A tax id, of one of the types its provider knows."""

    type: Text
    value: Text


class StripeBody(Value):
    """What Stripe is to know of a customer."""

    customer_name: Line | None = None
    billing_address: AddressBody | None = None
    shipping_address: AddressBody | None = None
    tax_ids: Annotated[list[TaxIdBody], Field(max_length=MOST_TAX_IDS)] | None = None
    invoice_custom_fields: Metadata | None = None
    payment_method_id: Line | None = None
    metadata: Metadata | None = None


class ZuoraBody(Value):
    """What Zuora is to know of a customer."""

    billing_address: AddressBody | None = None
    currency: Currency | None = None
    payment_method_id: Line | None = None
    metadata: Metadata | None = None


class PassthroughBody(Value):
    """Billing information by provider. It is replaced as a whole."""

    stripe: StripeBody | None = None
    zuora: ZuoraBody | None = None

    def to_value(self) -> Passthrough:
        """Return the domain's value."""
        return Passthrough.model_validate(self.model_dump())
