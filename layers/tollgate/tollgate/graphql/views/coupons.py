"""Coupons, as GraphQL shows them."""

from decimal import Decimal

from tollgate.catalog.coupon import Coupon
from tollgate.graphql.views.money import MoneyView, money_view
from tollgate.graphql.views.view import NamedView


class CouponView(NamedView[Coupon]):
    """`Coupon`. `discountValue` is an older field: the share, or the first of the amounts."""

    billing_id = None
    billing_link_url = None
    sync_states: tuple[None, ...] = ()

    @property
    def amounts_off(self) -> list[MoneyView] | None:
        amounts = self._shown.amounts_off
        return [money_view(each) for each in amounts] if amounts is not None else None

    @property
    def discount_value(self) -> Decimal | int:
        amounts = self._shown.amounts_off
        return amounts[0].amount if amounts else self._shown.percent_off or 0
