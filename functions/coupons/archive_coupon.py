"""POST /api/v1/coupons/{id}/archive: stop giving a coupon to customers."""

from tollgate import wiring
from tollgate.api.coupons import CouponView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_coupon import archive_coupon

app = rest_app()


@app.post("/api/v1/coupons/<id>/archive")
def archive(id: PathId) -> Data[CouponView]:
    coupon = archive_coupon(scope_of(app), id, coupons=wiring.coupons(), events=wiring.events(), clock=wiring.clock())
    return Data(data=CouponView.of(coupon))


handler = entrypoint(app, needs=Permission.COUPON_WRITE)
