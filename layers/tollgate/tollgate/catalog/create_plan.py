"""Define a plan: as a draft, or published at once."""

from tollgate.catalog.events import PlanCreated
from tollgate.catalog.plan import PackageStatus, Plan, PricingType
from tollgate.catalog.ports import PlanRepository, ProductRepository
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class CreatePlanRequest(Value):
    """What a new plan is to be."""

    scope: Scope
    id: str
    product_id: str
    display_name: str
    description: str | None = None
    billing_id: str | None = None
    pricing_type: PricingType | None = None
    status: PackageStatus = PackageStatus.DRAFT
    metadata: dict[str, str] = {}


def create_plan(
    request: CreatePlanRequest,
    *,
    plans: PlanRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Plan:
    """Return the new plan; raises `DuplicatedEntity`, `ProductNotFound`, `EntityIsArchived`, `PricingTypeNotSet`."""
    require_id(request.id, field="id")
    if request.status is PackageStatus.ARCHIVED:
        raise InvalidInput("A plan begins as DRAFT or PUBLISHED", field="status")
    plans.begin_change(request.scope)
    if plans.exists(request.scope, request.id):
        raise DuplicatedEntity.of("plan", request.id)
    if retrieve_product(request.scope, request.product_id, products=products).is_archived:
        raise EntityIsArchived.of("product", request.product_id)
    draft = _first_draft(request, clock=clock, ids=ids)
    if request.status is PackageStatus.DRAFT:
        plans.save_draft(request.scope, draft)
        events.record(request.scope, PlanCreated.of(draft, at=draft.created_at))
        return draft
    published = publish_version(request.scope, draft, plans=plans, at=draft.created_at)
    events.record(request.scope, PlanCreated.of(published, at=draft.created_at))
    return published


def _first_draft(request: CreatePlanRequest, *, clock: Clock, ids: Ids) -> Plan:
    now = clock.now()
    return Plan(
        id=request.id,
        uuid=ids.uuid(),
        product_id=request.product_id,
        version_number=1,
        display_name=request.display_name,
        description=request.description,
        billing_id=request.billing_id,
        pricing_type=request.pricing_type,
        metadata=checked_metadata(request.metadata),
        created_at=now,
        updated_at=now,
    )
