"""GET /api/v1/coupons/{id}: show one coupon."""

from tollgate import wiring
from tollgate.api.coupons import CouponView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.retrieve_coupon import retrieve_coupon

app = rest_app()


@app.get("/api/v1/coupons/<id>")
def retrieve(id: PathId) -> Data[CouponView]:
    return Data(data=CouponView.of(retrieve_coupon(scope_of(app), id, coupons=wiring.coupons())))


handler = entrypoint(app, needs=Permission.COUPON_READ)
