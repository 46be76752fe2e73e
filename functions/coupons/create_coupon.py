"""POST /api/v1/coupons: define a reduction that can be given to customers."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.coupons import CouponView, CreateCouponBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.catalog.create_coupon import create_coupon

app = rest_app()


@app.post("/api/v1/coupons", status_code=201)
def create(body: Annotated[CreateCouponBody, Body()]) -> Data[CouponView]:
    coupon = create_coupon(
        body.to_request(scope_of(app)),
        coupons=wiring.coupons(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=CouponView.of(coupon))


handler = entrypoint(app, needs=Permission.COUPON_WRITE)
