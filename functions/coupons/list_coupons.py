"""GET /api/v1/coupons: list the coupons of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.coupons import CouponListQuery, CouponView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/coupons")
def list_all(query: Annotated[CouponListQuery, Query()]) -> Paged[CouponView]:
    page = wiring.coupons().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, CouponView.of)


handler = entrypoint(app, needs=Permission.COUPON_READ)
