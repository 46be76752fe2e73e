"""Change what is known of a customer."""

from datetime import datetime
from typing import Any

from tollgate.catalog.changes import changes_in
from tollgate.catalog.ports import CouponRepository
from tollgate.customers.apply_coupon import coupon_to_apply
from tollgate.customers.change_links import with_requested_links
from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.integration import RequestedLink
from tollgate.customers.passthrough import Passthrough, checked_passthrough
from tollgate.customers.ports import CustomerRepository, LinkedEntities
from tollgate.customers.provision_customer import check_email
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.clock import CustomerClock
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateCustomerRequest(Value):
    """The fields to change: those that are set, None to clear. Metadata, integrations, passthrough replace as wholes.

    A `coupon_id` that is empty takes the coupon away, as None does.
    """

    scope: Scope
    id: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: Currency | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] | None = None
    coupon_id: str | None = None
    integrations: tuple[RequestedLink, ...] | None = None
    passthrough: Passthrough | None = None
    aws_marketplace_customer_id: str | None = None
    crm_id: str | None = None
    salesforce_id: str | None = None
    test_clock_id: str | None = None


def update_customer(
    request: UpdateCustomerRequest,
    *,
    customers: CustomerRepository,
    coupons: CouponRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
) -> Customer:
    """Return the changed customer, as it was where nothing changes.

    Raises `CustomerNotFound`, `InvalidInput` for what cannot be, and what is wrong with a coupon or an integration.
    """
    check_email(request.email)
    changes = changes_in(request)
    customer = retrieve_customer(request.scope, request.id, customers=customers)
    if changes.get("test_clock_id", customer.test_clock_id) != customer.test_clock_id:
        raise InvalidInput("A customer joins a test clock when it is created, and stays with it", field="testClockId")
    now = clock.now(request.scope, customer.test_clock_id)
    changed = _changed(request.scope, customer, changes, coupons=coupons, linked=linked, now=now)
    if changed == customer:
        return customer
    changed = changed.but(updated_at=now)
    customers.save(request.scope, changed)
    events.record(request.scope, CustomerUpdated.of(changed, at=now))
    return changed


def _changed(
    scope: Scope,
    customer: Customer,
    changes: dict[str, Any],
    *,
    coupons: CouponRepository,
    linked: LinkedEntities,
    now: datetime,
) -> Customer:
    asked = {"coupon_id", "integrations", "passthrough"} & changes.keys()
    changed = customer.but(**{name: value for name, value in changes.items() if name not in asked})
    if "passthrough" in asked:
        changed = changed.but(passthrough=checked_passthrough(changes["passthrough"]))
    if "coupon_id" in asked:
        coupon_id = changes["coupon_id"]
        applied = coupon_to_apply(scope, coupon_id, to=changed, coupons=coupons, now=now) if coupon_id else None
        changed = changed.but(coupon=applied)
    if "integrations" in asked:
        changed = with_requested_links(scope, changed, changes["integrations"] or (), linked=linked, at=now)
    return changed
