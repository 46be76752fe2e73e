"""Provision a customer: from then on it can subscribe, and checks know it."""

import re

from tollgate.billing.payment_method import PaymentMethod
from tollgate.catalog.ports import CouponRepository
from tollgate.customers.access import Access
from tollgate.customers.apply_coupon import coupon_to_apply
from tollgate.customers.change_links import with_requested_links
from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerCreated
from tollgate.customers.integration import RequestedLink
from tollgate.customers.passthrough import Passthrough, checked_passthrough
from tollgate.customers.ports import AccessRepository, CustomerRepository, LinkedEntities
from tollgate.shared.clock import CustomerClock
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_customer_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope
from tollgate.test_clocks.attach import join_test_clock
from tollgate.test_clocks.ports import TestClockRepository

# What an HTML e-mail field accepts: one @ between a local part and a host name. Only sending a mail proves more.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


_AS_SENT = (
    "name",
    "email",
    "billing_id",
    "billing_currency",
    "language",
    "timezone",
    "aws_marketplace_customer_id",
    "crm_id",
    "salesforce_id",
    "test_clock_id",
)


class ProvisionCustomerRequest(Value):
    """Who the new customer is. Without an `id` one is generated; without `created_at` it is new today."""

    scope: Scope
    id: str | None = None
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: Currency | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None
    coupon_id: str | None = None
    default_payment_method: PaymentMethod | None = None
    integrations: tuple[RequestedLink, ...] = ()
    passthrough: Passthrough | None = None
    aws_marketplace_customer_id: str | None = None
    crm_id: str | None = None
    salesforce_id: str | None = None
    created_at: Instant | None = None


def create_customer(
    request: ProvisionCustomerRequest,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    coupons: CouponRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
    ids: Ids,
) -> Customer:
    """Return the new customer; raises `DuplicatedEntity` or `EntityIsArchived` where the id is taken.

    Raises `TestClockNotFound` or `TestClockIsFull` where it cannot join the test clock; what is wrong with its coupon,
    its integrations or another field is refused too.
    """
    if request.id is not None and _existing(request.scope, request.id, customers=customers) is not None:
        raise DuplicatedEntity.of("customer", request.id)
    customer = _new(request, test_clocks=test_clocks, coupons=coupons, linked=linked, clock=clock, ids=ids)
    return _added(request.scope, customer, customers=customers, access=access, events=events)


def get_or_create_customer(
    request: ProvisionCustomerRequest,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    coupons: CouponRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
    ids: Ids,
) -> tuple[Customer, bool]:
    """Return the customer of this id as it is, or the new one, and whether it is new.

    Raises `EntityIsArchived` where the id is that of an archived customer, and for a new one what `create_customer`
    does.
    """
    existing = _existing(request.scope, request.id, customers=customers) if request.id is not None else None
    if existing is not None:
        return existing, False
    customer = _new(request, test_clocks=test_clocks, coupons=coupons, linked=linked, clock=clock, ids=ids)
    return _added(request.scope, customer, customers=customers, access=access, events=events), True


def check_email(email: str | None) -> None:
    """Raise `InvalidInput` for a text that cannot be an e-mail address."""
    if email is not None and _EMAIL.fullmatch(email) is None:
        raise InvalidInput("email must be an e-mail address, such as name@example.com", field="email")


def _existing(scope: Scope, customer_id: str, *, customers: CustomerRepository) -> Customer | None:
    require_customer_id(customer_id, field="id")
    customer = customers.find(scope, customer_id)
    if customer is not None and customer.is_archived:
        raise EntityIsArchived.of("customer", customer_id)
    return customer


def _new(
    request: ProvisionCustomerRequest,
    *,
    test_clocks: TestClockRepository,
    coupons: CouponRepository,
    linked: LinkedEntities,
    clock: CustomerClock,
    ids: Ids,
) -> Customer:
    check_email(request.email)
    new_id = request.id or ids.new("customer")
    if request.test_clock_id is not None:
        join_test_clock(request.scope, request.test_clock_id, new_id, test_clocks=test_clocks)
    now = clock.now(request.scope, request.test_clock_id)
    if request.created_at is not None and request.created_at > now:
        raise InvalidInput("createdAt lies in the future; send an instant that has passed", field="createdAt")
    method = request.default_payment_method
    customer = Customer(
        id=new_id,
        uuid=ids.uuid(),
        **{name: getattr(request, name) for name in _AS_SENT},
        default_payment_method=method if method is not None and not method.is_empty else None,
        passthrough=checked_passthrough(request.passthrough),
        metadata=checked_metadata(request.metadata),
        created_at=request.created_at or now,
        updated_at=now,
    )
    if request.coupon_id:
        applied = coupon_to_apply(request.scope, request.coupon_id, to=customer, coupons=coupons, now=now)
        customer = customer.but(coupon=applied)
    return with_requested_links(request.scope, customer, request.integrations, linked=linked, at=now)


def _added(
    scope: Scope,
    customer: Customer,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    events: EventRecorder,
) -> Customer:
    customers.add(scope, customer)
    # A check reads the access item alone: from here on it can tell a customer without subscriptions from no customer.
    access.add(scope, Access(customer_id=customer.id, test_clock_id=customer.test_clock_id))
    events.record(scope, CustomerCreated.of(customer, at=customer.updated_at))
    return customer
