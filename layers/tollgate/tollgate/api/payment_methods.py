"""Payment methods on the wire."""

from tollgate.api.wire import Text
from tollgate.customers.attach_payment_method import AttachRequest
from tollgate.customers.integration import VendorIdentifier
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class AttachPaymentMethodBody(Value):
    """Which payment method a customer is charged to from now on."""

    integration_id: Text
    payment_method_id: Text
    vendor_identifier: VendorIdentifier
    billing_currency: Currency | None = None

    def to_request(self, scope: Scope, customer_id: str) -> AttachRequest:
        """Return the domain's request."""
        return AttachRequest(scope=scope, customer_id=customer_id, **dict(self))
