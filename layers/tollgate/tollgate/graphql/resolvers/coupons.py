"""Coupons."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.create_coupon import create_coupon
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.coupons import CreateCouponInput
from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.views.coupons import CouponView

Given = dict[str, Any]


def create_one_coupon(context: Context, input: Given) -> CouponView:
    """Return the new coupon."""
    request = read(CreateCouponInput, input).to_request(context.scope)
    with fields_named({"id": "refId", "metadata": "additionalMetaData"}):
        coupon = create_coupon(
            request, coupons=wiring.coupons(), events=wiring.events(), clock=wiring.clock(), ids=wiring.ids()
        )
    return CouponView(coupon, context.loader)
