"""Attach a payment method to a customer, by the id its billing provider knows it by.

The provider is asked before anything is written. What it is asked may be asked again, so that a request that was cut
off in between is completed by the same one.
"""

from datetime import datetime

from tollgate.billing.payment_method_ports import PaymentMethods
from tollgate.customers.customer import Customer
from tollgate.customers.errors import UnsupportedVendorIdentifier
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.integration import VendorIdentifier
from tollgate.customers.ports import CustomerRepository
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.clock import CustomerClock
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope

CHARGING_VENDORS = frozenset((VendorIdentifier.STRIPE, VendorIdentifier.ZUORA))
"""Vendors that payment methods can be charged through."""


class AttachRequest(Value):
    """Which payment method becomes the customer's default one, and through which integration it is charged."""

    scope: Scope
    customer_id: str
    integration_id: str
    vendor_identifier: VendorIdentifier
    payment_method_id: str
    billing_currency: Currency | None = None


def attach_payment_method(
    request: AttachRequest,
    *,
    customers: CustomerRepository,
    payment_methods: PaymentMethods,
    events: EventRecorder,
    clock: CustomerClock,
) -> Customer:
    """Return the customer with its new default payment method; the one before stays with the provider.

    Raises `CustomerNotFound`, `UnsupportedVendorIdentifier`, `BillingIntegrationMissing`, `PaymentMethodNotFound`.
    """
    customer = retrieve_customer(request.scope, request.customer_id, customers=customers)
    _check_vendor(request, customer)
    payer, method_id = customer.payer, request.payment_method_id
    found = payment_methods.details(request.scope, payer, method_id, integration_id=request.integration_id)
    changed = customer.but(
        default_payment_method=found.method,
        billing_id=customer.billing_id or found.billing_customer_id,
        billing_currency=request.billing_currency or customer.billing_currency,
    )
    if changed == customer:
        return customer
    now = clock.now(request.scope, customer.test_clock_id)
    return _saved(request.scope, changed, at=now, customers=customers, events=events)


def _saved(
    scope: Scope, changed: Customer, *, at: datetime, customers: CustomerRepository, events: EventRecorder
) -> Customer:
    changed = changed.but(updated_at=at)
    customers.save(scope, changed)
    events.record(scope, CustomerUpdated.of(changed, at=at))
    return changed


def _check_vendor(request: AttachRequest, customer: Customer) -> None:
    vendor = request.vendor_identifier
    if vendor not in CHARGING_VENDORS:
        raise UnsupportedVendorIdentifier.of(vendor, supported=sorted(CHARGING_VENDORS), field="vendorIdentifier")
    link = customer.link(request.integration_id)
    if link is not None and link.vendor_identifier is not vendor:
        message = f"The integration {link.id} is one of {link.vendor_identifier}; name this vendor"
        raise InvalidInput(message, field="vendorIdentifier")
