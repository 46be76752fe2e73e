"""PATCH /api/v1/coupons/{id}: change how a coupon is shown."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.coupons import CouponView, UpdateCouponBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_coupon import update_coupon

app = rest_app()


@app.patch("/api/v1/coupons/<id>")
def update(id: PathId, body: Annotated[UpdateCouponBody, Body()]) -> Data[CouponView]:
    coupon = update_coupon(
        body.to_request(scope_of(app), id), coupons=wiring.coupons(), events=wiring.events(), clock=wiring.clock()
    )
    return Data(data=CouponView.of(coupon))


handler = entrypoint(app, needs=Permission.COUPON_WRITE)
