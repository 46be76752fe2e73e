"""The payment methods that the environments' billing providers know."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.billing.payment_method_ports import PaymentMethods

_connected: "PaymentMethods | None" = None


def payment_methods() -> "PaymentMethods":
    """Return the payment methods of the billing vendor: of none, unless one was connected."""
    from tollgate.billing.no_vendor import NoPaymentMethods

    return _connected or NoPaymentMethods()


def connect_payment_methods(vendor: "PaymentMethods | None") -> None:
    """Take the payment methods of this vendor from now on, or of none."""
    global _connected
    _connected = vendor
