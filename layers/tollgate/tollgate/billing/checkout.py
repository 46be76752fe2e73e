"""A checkout: where a payer without a payment method is sent before a subscription begins."""

from tollgate.shared.entity import Value


class CheckoutOptions(Value):
    """Where a checkout leads to, and what it asks for."""

    success_url: str
    cancel_url: str
    allow_promo_codes: bool = False
    allow_tax_id_collection: bool = False
    collect_billing_address: bool = False
    collect_phone_number: bool = False
    reference_id: str | None = None


class Checkout(Value):
    """A checkout at the provider: the page the payer is sent to."""

    url: str
    billing_id: str | None = None
