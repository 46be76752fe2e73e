"""Billing information: what a customer's billing provider is to know of it, as the caller sent it.

It means nothing here: it is kept until a provider takes it, and replaced as a whole.
"""

from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidMetadata
from tollgate.shared.metadata import checked_metadata


class Address(Value):
    """A postal address. `phone_number` is GraphQL's."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    phone_number: str | None = None


class TaxId(Value):
    """A tax id of a customer, of one of the types its provider knows."""

    type: str
    value: str


class StripePassthrough(Value):
    """What Stripe is to know of a customer; GraphQL calls it the billing information."""

    customer_name: str | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    tax_ids: tuple[TaxId, ...] | None = None
    invoice_custom_fields: dict[str, str] | None = None
    payment_method_id: str | None = None
    metadata: dict[str, str] | None = None


class ZuoraPassthrough(Value):
    """What Zuora is to know of a customer."""

    billing_address: Address | None = None
    currency: Currency | None = None
    payment_method_id: str | None = None
    metadata: dict[str, str] | None = None


class Passthrough(Value):
    """Billing information by provider."""

    stripe: StripePassthrough | None = None
    zuora: ZuoraPassthrough | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no provider is to know anything."""
        return self.stripe in (None, StripePassthrough()) and self.zuora in (None, ZuoraPassthrough())


def checked_passthrough(passthrough: Passthrough | None) -> Passthrough | None:
    """Return the billing information, None where it says nothing; raises `InvalidMetadata` naming what is too large."""
    if passthrough is None or passthrough.is_empty:
        return None
    stripe, zuora = passthrough.stripe or StripePassthrough(), passthrough.zuora or ZuoraPassthrough()
    maps = {
        "stripe.metadata": stripe.metadata,
        "stripe.invoiceCustomFields": stripe.invoice_custom_fields,
        "zuora.metadata": zuora.metadata,
    }
    for place, given in maps.items():
        _check(given or {}, field=f"passthrough.{place}")
    return passthrough


def _check(given: dict[str, str], *, field: str) -> None:
    try:
        checked_metadata(given)
    except InvalidMetadata as broken:
        key = str(broken.details["field"]).removeprefix("metadata")
        raise InvalidMetadata(broken.message.replace("metadata", field, 1), field=field + key) from broken
