"""What payment methods need of a billing provider."""

from typing import Protocol

from tollgate.billing.payment_method import Payer, PaymentMethod, VendorPaymentMethod
from tollgate.shared.scope import Scope


class PaymentMethods(Protocol):
    """The payment methods that the environment's billing provider knows, each payer's default one among them."""

    def details(
        self, scope: Scope, payer: Payer, payment_method_id: str, *, integration_id: str | None = None
    ) -> VendorPaymentMethod:
        """Return what the provider tells of a payment method, from now on the payer's default one there.

        `integration_id` says through which integration, where there are several. Asked again for the same, it does
        the same. Raises `BillingIntegrationMissing` where there is no provider, and `PaymentMethodNotFound` where it
        knows none of this id.
        """
        ...

    def let_go(self, scope: Scope, payer: Payer, method: PaymentMethod) -> None:
        """Stop charging the payer to a payment method; one that the provider let go of already is no error."""
        ...
