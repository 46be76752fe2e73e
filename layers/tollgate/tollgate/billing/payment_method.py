"""A payment method: what a billing provider says of how a customer pays. Nothing that could pay is kept."""

from enum import StrEnum

from tollgate.shared.entity import Value


class PaymentMethodType(StrEnum):
    """How a customer pays."""

    CARD = "CARD"
    BANK = "BANK"
    CASH_APP = "CASH_APP"
    PAYPAL = "PAYPAL"


class PaymentMethod(Value):
    """A customer's default payment method; `billing_id` is the provider's id of it."""

    type: PaymentMethodType | None = None
    billing_id: str | None = None
    card_brand: str | None = None
    card_last4_digits: str | None = None
    card_expiry_month: int | None = None
    card_expiry_year: int | None = None
    wallet_type: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said of it: then there is none."""
        return self == PaymentMethod()


class VendorPaymentMethod(Value):
    """A payment method as its provider tells of it, with the customer there that it belongs to."""

    method: PaymentMethod
    billing_customer_id: str | None = None


class Payer(Value):
    """Who pays, as a provider has to know it: by `billing_id` where it does already, else by the rest."""

    customer_id: str
    billing_id: str | None = None
    name: str | None = None
    email: str | None = None
