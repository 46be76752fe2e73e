"""Provision a subscription: give a customer, or one of its resources, a plan."""

from tollgate.catalog.errors import PlanNotFound, PlanUnpublished, ProductNotFound
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.product import Product, UsageResetCutoff
from tollgate.customers.access import Access
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.customers.resource import CustomerResource
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import (
    ProvisionRequest,
    access_of,
    agreed_period,
    begin,
    check_fields,
    check_terms,
    is_same_agreement,
    usage_cut_of,
)
from tollgate.subscriptions.end_subscription import end_subscription
from tollgate.subscriptions.events import SubscriptionCreated
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import CancelReason, Subscription


class Provisioned(Value):
    """The subscription the customer now has in the slot, and the one it replaced, if any."""

    subscription: Subscription
    replaced: Subscription | None = None


def provision_subscription(
    request: ProvisionRequest,
    *,
    plans: PlanRepository,
    products: ProductRepository,
    customers: CustomerRepository,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Provisioned:
    """Return the new subscription, whose access begins now; a former one in the same slot ends at that instant.

    The same plan for the same billing period again changes nothing: the live subscription is returned. Raises
    `CustomerNotFound`, `PlanNotFound`, `PriceNotFound`, `DuplicatedEntity`, `EntityIsArchived`, or `InvalidInput`
    naming the field.
    """
    scope, now = request.scope, clock.now()
    check_fields(request)
    held, is_new_resource = _held(request, access=access)
    held_ids = [row.id for row in held.subscriptions]
    subscriptions.read_ahead(scope, request.customer_id, request.plan_id, held=held_ids, new_id=request.id)
    plan, product = sold_plan(scope, request.plan_id, plans=plans, products=products)
    check_terms(request, plan, product)
    request = request.but(billing_period=agreed_period(request, plan))
    former = _occupant(request, held, plan, subscriptions=subscriptions)
    if former is not None and is_same_agreement(request, plan, former):
        return Provisioned(subscription=former.seen_at(now))
    if request.id is not None and subscriptions.find(scope, request.id) is not None:
        raise DuplicatedEntity.of("subscription", request.id)
    new_id = request.id or ids.new("subscription")
    begun = begin(request, id=new_id, uuid=ids.uuid(), plan=plan, former=former, now=now)
    if former is not None:
        former = end_subscription(
            scope, former, CancelReason.UPGRADE_OR_DOWNGRADE, at=now, subscriptions=subscriptions, events=events
        )
    subscriptions.add(scope, begun)
    granted = _granted(held, begun, former, cutoff=product.usage_reset_cutoff)
    if is_new_resource:
        _add_resource(request, granted, begun, customers=customers, access=access)
    else:
        access.save(scope, granted)
    events.record(scope, SubscriptionCreated.of(begun, at=now))
    return Provisioned(subscription=begun, replaced=former)


def sold_plan(
    scope: Scope, plan_id: str, *, plans: PlanRepository, products: ProductRepository
) -> tuple[Plan, Product]:
    """Return a plan that can be subscribed to, and its product; raises what tells why it cannot."""
    plan = plans.latest(scope, plan_id)
    if plan is None:
        raise PlanUnpublished.of(plan_id) if plans.exists(scope, plan_id) else PlanNotFound.of(plan_id)
    if plan.is_archived:
        raise EntityIsArchived.of("plan", plan.id)
    product = products.find(scope, plan.product_id)
    if product is None:
        raise ProductNotFound.of(plan.product_id)
    if product.is_archived:
        raise EntityIsArchived.of("product", product.id)
    return plan, product


def _held(request: ProvisionRequest, *, access: AccessRepository) -> tuple[Access, bool]:
    """Return what the customer, or the resource, holds already, and whether the resource is a new one."""
    found = access.find_many(request.scope, request.customer_id, {None, request.resource_id})
    own = found.get(None)
    if own is None:
        raise CustomerNotFound.of(request.customer_id)
    if own.is_archived:
        raise EntityIsArchived.of("customer", request.customer_id)
    nothing = Access(customer_id=request.customer_id, resource_id=request.resource_id)
    return found.get(request.resource_id, nothing), request.resource_id not in found


def _occupant(
    request: ProvisionRequest, held: Access, plan: Plan, *, subscriptions: SubscriptionRepository
) -> Subscription | None:
    row = next((each for each in held.subscriptions if each.product_id == plan.product_id), None)
    former = subscriptions.find_of(request.scope, request.customer_id, row.id) if row is not None else None
    # Ended since the access item was read: the slot is another's by now, which the item's version tells at commit.
    return former if former is not None and not former.status.has_ended else None


def _granted(held: Access, begun: Subscription, former: Subscription | None, *, cutoff: UsageResetCutoff) -> Access:
    if former is None:
        return held.with_subscription(access_of(begun))
    before = next((each.usage_cut for each in held.subscriptions if each.id == former.id), None)
    cut = usage_cut_of(begun, former, before=before, cutoff=cutoff)
    return held.without_subscription(former.id).with_subscription(access_of(begun, usage_cut=cut))


def _add_resource(
    request: ProvisionRequest,
    granted: Access,
    begun: Subscription,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
) -> None:
    resource = CustomerResource(
        id=request.resource_id or "", customer_id=request.customer_id, created_at=begun.created_at
    )
    customers.add_resource(request.scope, resource)
    access.add(request.scope, granted)
    # Archiving the customer goes over its resources: its own access item decides which of the two came first.
    own = access.find(request.scope, request.customer_id)
    if own is not None:
        access.save(request.scope, own)
