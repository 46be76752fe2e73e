"""The payment methods of an environment without a billing vendor: there are none."""

from typing import NoReturn

from tollgate.billing.errors import BillingIntegrationMissing
from tollgate.billing.payment_method import Payer, PaymentMethod
from tollgate.shared.scope import Scope

_MISSING = "A payment method needs a billing vendor, and none is integrated"


class NoPaymentMethods:
    """Satisfies `billing.payment_method_ports.PaymentMethods`: invoices of the manual provider are paid elsewhere."""

    def details(
        self, scope: Scope, payer: Payer, payment_method_id: str, *, integration_id: str | None = None
    ) -> NoReturn:
        """Raise `BillingIntegrationMissing`."""
        raise BillingIntegrationMissing(_MISSING)

    def let_go(self, scope: Scope, payer: Payer, method: PaymentMethod) -> NoReturn:
        """Raise `BillingIntegrationMissing`."""
        raise BillingIntegrationMissing(_MISSING)
