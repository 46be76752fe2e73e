"""Take a coupon out of use: it may not be applied any more, and goes on where it was applied before."""

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.events import CouponArchived
from tollgate.catalog.ports import CouponRepository
from tollgate.catalog.retrieve_coupon import retrieve_coupon
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_coupon(
    scope: Scope, coupon_id: str, *, coupons: CouponRepository, events: EventRecorder, clock: Clock
) -> Coupon:
    """Return the archived coupon; raises `CouponNotFound`, `EntityIsArchived`."""
    coupon = retrieve_coupon(scope, coupon_id, coupons=coupons)
    if coupon.is_archived:
        raise EntityIsArchived.of("coupon", coupon_id)
    now = clock.now()
    coupon = coupon.archived(at=now)
    coupons.save(scope, coupon)
    events.record(scope, CouponArchived.of(coupon, at=now))
    return coupon
