"""What mutations of customers are given of billing: for the customer itself, and for its billing provider."""

from typing import Annotated

from pydantic import Field

from tollgate.api.customer_billing import MOST_TAX_IDS, Line, TaxIdBody
from tollgate.api.wire import Metadata, Text, Unsupported, refuse_unsupported
from tollgate.customers.passthrough import Address, StripePassthrough, TaxId
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value

_OWN = frozenset(("currency", "language", "timezone"))
"""What is a field of the customer; the rest is for its billing provider."""


class AddressInput(Value):
    """`Address`."""

    address_line1: Line | None = None
    address_line2: Line | None = None
    city: Line | None = None
    country: Line | None = None
    phone_number: Line | None = None
    postal_code: Line | None = None
    state: Line | None = None

    def to_value(self) -> Address:
        """Return the domain's value."""
        return Address(
            line1=self.address_line1,
            line2=self.address_line2,
            city=self.city,
            state=self.state,
            postal_code=self.postal_code,
            country=self.country,
            phone_number=self.phone_number,
        )


class BillingInformationInput(Value):
    """`CustomerBillingInfo`. Through which of several integrations a customer is billed cannot be chosen yet."""

    currency: str | None = None
    language: Text | None = None
    timezone: Text | None = None
    billing_address: AddressInput | None = None
    customer_name: Line | None = None
    integration_id: Unsupported = None
    invoice_custom_fields: Metadata | None = None
    metadata: Metadata | None = None
    payment_method_id: Line | None = None
    shipping_address: AddressInput | None = None
    tax_ids: Annotated[list[TaxIdBody], Field(max_length=MOST_TAX_IDS)] | None = None

    def checked(self) -> "BillingInformationInput":
        """Return the input, or raise `UnsupportedParameter`."""
        refuse_unsupported(self, prefix="billingInformation.")
        return self

    @property
    def billing_currency(self) -> Currency | None:
        """Return the currency of the customer's invoices."""
        return Currency(self.currency.lower()) if self.currency is not None else None

    @property
    def is_for_provider(self) -> bool:
        """Tell whether something was sent that is for the billing provider."""
        return bool(self.model_fields_set - _OWN)

    def for_provider(self) -> StripePassthrough:
        """Return what the billing provider is to know: REST calls it the passthrough to Stripe."""
        billing, shipping = self.billing_address, self.shipping_address
        tax_ids = self.tax_ids
        return StripePassthrough(
            customer_name=self.customer_name,
            billing_address=billing.to_value() if billing is not None else None,
            shipping_address=shipping.to_value() if shipping is not None else None,
            tax_ids=tuple(TaxId(type=each.type, value=each.value) for each in tax_ids) if tax_ids is not None else None,
            invoice_custom_fields=self.invoice_custom_fields,
            payment_method_id=self.payment_method_id,
            metadata=self.metadata,
        )
