"""Sell the draft of a plan to new customers; who subscribed to an earlier version stays on it."""

from datetime import datetime

from tollgate.catalog.draft import edited_version
from tollgate.catalog.errors import PackageAlreadyPublished, PricingTypeNotSet
from tollgate.catalog.events import PackagePublished, PlanUpdated
from tollgate.catalog.plan import PackageStatus, Plan
from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def publish_plan(
    scope: Scope,
    plan_id: str,
    *,
    plans: PlanRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
) -> Plan:
    """Return the new version; raises `PlanNotFound`, `EntityIsArchived`, `PackageAlreadyPublished` without a draft."""
    plans.begin_change(scope)
    draft = edited_version(scope, plan_id, plans=plans)
    if draft.is_archived:
        raise EntityIsArchived.of("plan", plan_id)
    if draft.status is not PackageStatus.DRAFT:
        raise PackageAlreadyPublished(f"The plan {plan_id} has no draft to publish")
    if retrieve_product(scope, draft.product_id, products=products).is_archived:
        raise EntityIsArchived.of("product", draft.product_id)
    now = clock.now()
    published = publish_version(scope, draft, plans=plans, at=now)
    events.record(scope, PackagePublished.of(published, at=now))
    events.record(scope, PlanUpdated.of(published, at=now))
    return published


def publish_version(scope: Scope, draft: Plan, *, plans: PlanRepository, at: datetime) -> Plan:
    """Stage a draft as the latest version; raises `PricingTypeNotSet`."""
    if draft.pricing_type is None:
        raise PricingTypeNotSet("The plan has no pricingType; it is FREE, PAID or CUSTOM", refId=draft.id)
    published = draft.published(at=at)
    plans.publish(scope, published)
    return published
