"""Change how a coupon is shown; what it takes off, and for how long, stays."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.events import CouponUpdated
from tollgate.catalog.ports import CouponRepository
from tollgate.catalog.retrieve_coupon import retrieve_coupon
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateCouponRequest(Value):
    """What is to change of a coupon: the fields that are given."""

    scope: Scope
    id: str
    name: str = ""
    description: str | None = None
    metadata: dict[str, str] | None = None


def update_coupon(
    request: UpdateCouponRequest, *, coupons: CouponRepository, events: EventRecorder, clock: Clock
) -> Coupon:
    """Return the changed coupon; raises `CouponNotFound`."""
    coupon = retrieve_coupon(request.scope, request.id, coupons=coupons)
    changed = coupon.but(**changes_in(request))
    if changed == coupon:
        return coupon
    now = clock.now()
    changed = changed.but(updated_at=now)
    coupons.save(request.scope, changed)
    events.record(request.scope, CouponUpdated.of(changed, at=now))
    return changed
