"""What is refused where payment methods are attached and detached."""

from collections.abc import Sequence

from tollgate.shared.errors import Conflict, InvalidInput


class PaymentMethodNotFound(InvalidInput):
    """There is no such payment method: the provider knows none of this id, or the customer has none."""

    code = "PaymentMethodNotFoundError"

    @classmethod
    def of(cls, payment_method_id: str) -> "PaymentMethodNotFound":
        """Return the error for an id that the provider does not know."""
        message = f"The billing provider knows no payment method {payment_method_id} of this customer"
        return cls(message, field="paymentMethodId")

    @classmethod
    def at(cls, customer_id: str) -> "PaymentMethodNotFound":
        """Return the error for a customer that has none."""
        return cls(f"The customer {customer_id} has no payment method; there is nothing to detach", refId=customer_id)

    @classmethod
    def of_payer(cls, customer_id: str, *, field: str) -> "PaymentMethodNotFound":
        """Return the error for a customer that is to pay and has none."""
        return cls(f"{customer_id} has no payment method; attach one first", field=field, refId=customer_id)


class CustomerNoBillingId(Conflict):
    """The customer is not known to a billing provider."""

    code = "CustomerNoBillingId"

    @classmethod
    def of(cls, customer_id: str) -> "CustomerNoBillingId":
        """Return the error for this customer."""
        return cls(f"The customer {customer_id} has no billingId; set it first", refId=customer_id)


class CannotRemovePaymentMethod(Conflict):
    """Subscriptions are charged to the payment method."""

    code = "CannotRemovePaymentMethodFromCustomerError"

    @classmethod
    def of(cls, customer_id: str, subscription_ids: Sequence[str]) -> "CannotRemovePaymentMethod":
        """Return the error that names the subscriptions."""
        named = ", ".join(subscription_ids)
        message = f"Subscriptions are charged to this payment method; cancel them or attach another one: {named}"
        return cls(message, refId=customer_id)
