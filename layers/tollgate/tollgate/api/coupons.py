"""Coupons on the wire."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints

from tollgate.api.wire import CreatedAtQuery, Description, Metadata, Number, Whole, sent, split_commas
from tollgate.catalog.coupon import Coupon, CouponSource, CouponStatus, CouponType
from tollgate.catalog.create_coupon import CreateCouponRequest
from tollgate.catalog.filters import CouponFilters
from tollgate.catalog.update_coupon import UpdateCouponRequest
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope

CouponName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""It stands on invoices, which have little room."""


class MoneyBody(Value):
    """An amount in major units of a currency."""

    amount: Number
    currency: Currency

    def to_money(self) -> Money:
        """Return the domain's value."""
        return Money(amount=self.amount, currency=self.currency.value)


class CreateCouponBody(Value):
    """What a new coupon is to be; exactly one of percentOff and amountsOff is given."""

    id: str
    name: CouponName
    description: Description | None = None
    metadata: Metadata | None = None
    percent_off: Whole | None = None
    amounts_off: list[MoneyBody] | None = None
    duration_in_months: Whole | None = None

    def to_request(self, scope: Scope) -> CreateCouponRequest:
        """Return the domain's request."""
        fields = sent(self)
        if self.amounts_off is not None:
            fields["amounts_off"] = tuple(each.to_money() for each in self.amounts_off)
        return CreateCouponRequest(scope=scope, **fields)


class UpdateCouponBody(Value):
    """What is to change of a coupon: fields that are left out stay, null clears."""

    name: CouponName = Field(default_factory=str)
    description: Description | None = None
    metadata: Metadata | None = None

    def to_request(self, scope: Scope, coupon_id: str) -> UpdateCouponRequest:
        """Return the domain's request."""
        return UpdateCouponRequest(scope=scope, id=coupon_id, **sent(self))


class CouponView(Value):
    """A coupon as the contract shows it."""

    id: str
    name: str
    description: str | None
    metadata: dict[str, str]
    type: CouponType
    percent_off: int | None
    amounts_off: tuple[Money, ...] | None
    duration_in_months: int | None
    source: CouponSource
    status: CouponStatus
    billing_id: None = None
    billing_link_url: None = None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, coupon: Coupon) -> Self:
        """Return the view of a coupon."""
        return cls.model_validate({**dict(coupon), "type": coupon.type})


class CouponListQuery(CreatedAtQuery):
    """Which coupons are listed."""

    id: str | None = None
    status: Annotated[list[CouponStatus] | None, BeforeValidator(split_commas)] = None
    type: CouponType | None = None

    def to_filters(self) -> CouponFilters:
        """Return the domain's filters."""
        statuses = tuple(self.status) if self.status else None
        return CouponFilters(id=self.id, statuses=statuses, type=self.type, created_at=self.created_at)
