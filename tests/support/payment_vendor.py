"""A billing vendor that does as it is told, in place of Stripe or Zuora."""

from dataclasses import dataclass, field

from tollgate.billing.payment_method import Payer, PaymentMethod, PaymentMethodType, VendorPaymentMethod
from tollgate.billing.payment_method_errors import PaymentMethodNotFound
from tollgate.shared.scope import Scope

CARD = PaymentMethod(
    type=PaymentMethodType.CARD,
    billing_id="pm_visa",
    card_brand="visa",
    card_last4_digits="4242",
    card_expiry_month=12,
    card_expiry_year=2030,
)
BANK = PaymentMethod(type=PaymentMethodType.BANK, billing_id="pm_bank")
OF_CUSTOMER = "cus_vendor"


@dataclass
class ScriptedVendor:
    """Satisfies `billing.payment_method_ports.PaymentMethods`: knows two of them, and keeps what it is asked."""

    known: dict[str, PaymentMethod] = field(default_factory=lambda: {"pm_visa": CARD, "pm_bank": BANK})
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def details(
        self, scope: Scope, payer: Payer, payment_method_id: str, *, integration_id: str | None = None
    ) -> VendorPaymentMethod:
        """Return a payment method it knows."""
        self.asked.append((payer.customer_id, payment_method_id, integration_id))
        if payment_method_id not in self.known:
            raise PaymentMethodNotFound.of(payment_method_id)
        return VendorPaymentMethod(method=self.known[payment_method_id], billing_customer_id=OF_CUSTOMER)

    def let_go(self, scope: Scope, payer: Payer, method: PaymentMethod) -> None:
        """Note that it is asked to."""
        self.asked.append((payer.customer_id, None, method.billing_id))
