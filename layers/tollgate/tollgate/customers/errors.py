"""What the customers area refuses."""

from collections.abc import Sequence

from tollgate.shared.errors import Conflict, InvalidInput, NotFound


class CustomerNotFound(NotFound):
    """No customer has this id, or the customer is archived."""

    code = "CustomerNotFound"

    @classmethod
    def of(cls, customer_id: str) -> "CustomerNotFound":
        """Return the error for this id."""
        return cls(f"There is no customer with the id {customer_id}", refId=customer_id)


class CustomerResourceNotFound(NotFound):
    """The customer has no resource of this id."""

    code = "CustomerResourceNotFound"

    @classmethod
    def of(cls, customer_id: str, resource_id: str) -> "CustomerResourceNotFound":
        """Return the error for this resource."""
        return cls(f"The customer {customer_id} has no resource with the id {resource_id}", refId=resource_id)


class CannotDeleteCustomer(Conflict):
    """The customer still pays: for itself, or for another customer."""

    code = "CannotDeleteCustomerError"

    @classmethod
    def of(cls, customer_id: str) -> "CannotDeleteCustomer":
        """Return the error for a customer that has bought something."""
        return cls(f"Cancel the active paid and custom subscriptions of {customer_id} first", refId=customer_id)

    @classmethod
    def as_payer(cls, customer_id: str, subscription_ids: Sequence[str]) -> "CannotDeleteCustomer":
        """Return the error for a customer that pays for subscriptions of others."""
        named = ", ".join(subscription_ids)
        return cls(
            f"{customer_id} pays for subscriptions of other customers; cancel or delegate them first: {named}",
            refId=customer_id,
        )


class CustomerAlreadyUsesCoupon(Conflict):
    """The coupon is applied to the customer already."""

    code = "CustomerAlreadyUsesCoupon"

    @classmethod
    def of(cls, customer_id: str, coupon_id: str) -> "CustomerAlreadyUsesCoupon":
        """Return the error for a customer and the coupon it has."""
        message = f"The customer {customer_id} has the coupon {coupon_id} already; leave couponId out"
        return cls(message, field="couponId")


class CustomerAlreadyHasCoupon(Conflict):
    """The customer has another coupon, and can have one only."""

    code = "CustomerAlreadyHaveCustomerCoupon"

    @classmethod
    def of(cls, customer_id: str, coupon_id: str) -> "CustomerAlreadyHasCoupon":
        """Return the error for a customer and the coupon it has."""
        message = f"The customer {customer_id} has the coupon {coupon_id}; remove it first by a couponId of null"
        return cls(message, field="couponId")


class IntegrationNotFound(NotFound):
    """The customer has no link through this integration."""

    code = "IntegrationNotFound"

    @classmethod
    def of(cls, customer_id: str, integration_id: str) -> "IntegrationNotFound":
        """Return the error for a customer and an integration."""
        return cls(f"The customer {customer_id} is not linked through the integration {integration_id}")


class DuplicateIntegration(Conflict):
    """The customer, or the vendor's entity, is linked through this integration already."""

    code = "DuplicateIntegrationNotAllowed"

    @classmethod
    def of_customer(cls, customer_id: str, integration_id: str, *, field: str) -> "DuplicateIntegration":
        """Return the error for a second link of a customer through one integration."""
        message = f"{customer_id} is linked through the integration {integration_id} already; change that link"
        return cls(message, field=field)

    @classmethod
    def of_entity(cls, integration_id: str, entity_id: str, *, field: str) -> "DuplicateIntegration":
        """Return the error for an entity that stands for another customer."""
        message = f"{entity_id} of the integration {integration_id} stands for another customer; unlink that one first"
        return cls(message, field=field)


class UnsupportedVendorIdentifier(InvalidInput):
    """The vendor has nothing that this could be done with."""

    code = "UnsupportedVendorIdentifier"

    @classmethod
    def of(cls, vendor: str, *, supported: Sequence[str], field: str) -> "UnsupportedVendorIdentifier":
        """Return the error for a vendor; `supported` are those that are possible."""
        message = f"This is not possible with {vendor}, only with {', '.join(sorted(supported))}"
        return cls(message, vendorIdentifier=vendor, field=field)


class ImportAlreadyInProgress(Conflict):
    """Another import of customers is going on in the environment."""

    code = "ImportAlreadyInProgress"

    @classmethod
    def of(cls, task_id: str) -> "ImportAlreadyInProgress":
        """Return the error that names the task at work."""
        return cls(f"Wait until the task {task_id} is finished: it imports customers", taskId=task_id)


class FailedToImportCustomer(InvalidInput):
    """An import that cannot be begun, because of some of its customers."""

    code = "FailedToImportCustomer"

    @classmethod
    def repeated(cls, customer_ids: Sequence[str], billing_ids: Sequence[str]) -> "FailedToImportCustomer":
        """Return the error for customers that one import names more than once."""
        return cls(
            f"Name each customer once; these are repeated: {', '.join(customer_ids)}",
            failedCustomerIds=list(customer_ids),
            failedBillingIds=list(billing_ids),
            field="customers",
        )
