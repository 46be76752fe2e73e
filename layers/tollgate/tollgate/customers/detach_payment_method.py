"""Detach a customer's payment method: its billing provider lets go of it, unless something is charged to it."""

from tollgate.billing.payment_method_errors import CannotRemovePaymentMethod, CustomerNoBillingId, PaymentMethodNotFound
from tollgate.billing.payment_method_ports import PaymentMethods
from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.ports import CustomerRepository
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.ports import SubscriptionRepository


def detach_payment_method(
    scope: Scope,
    customer_id: str,
    *,
    customers: CustomerRepository,
    subscriptions: SubscriptionRepository,
    payment_methods: PaymentMethods,
    events: EventRecorder,
    clock: CustomerClock,
) -> Customer:
    """Return the customer without a payment method.

    Raises `CustomerNotFound`, `PaymentMethodNotFound`, `CustomerNoBillingId`, `BillingIntegrationMissing`, and
    `CannotRemovePaymentMethod` while an active subscription is charged to it, its own or another customer's.
    """
    customer = retrieve_customer(scope, customer_id, customers=customers)
    if customer.default_payment_method is None:
        raise PaymentMethodNotFound.at(customer_id)
    if customer.billing_id is None:
        raise CustomerNoBillingId.of(customer_id)
    held = [*subscriptions.of_customer(scope, customer_id), *subscriptions.paid_by(scope, customer_id)]
    charged = sorted(each.id for each in held if each.is_charged_to(customer_id))
    if charged:
        raise CannotRemovePaymentMethod.of(customer_id, charged)
    payment_methods.let_go(scope, customer.payer, customer.default_payment_method)
    now = clock.now(scope, customer.test_clock_id)
    changed = customer.but(default_payment_method=None, updated_at=now)
    customers.save(scope, changed)
    events.record(scope, CustomerUpdated.of(changed, at=now))
    return changed
