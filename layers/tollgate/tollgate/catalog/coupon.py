"""A coupon: a reduction that is sold with a subscription, a share of the amount or a fixed sum per currency."""

from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant
from tollgate.shared.money import Money


class CouponType(StrEnum):
    """What a coupon takes off: a fixed sum of each of its currencies, or a share of any."""

    FIXED = "FIXED"
    PERCENTAGE = "PERCENTAGE"


class CouponStatus(StrEnum):
    """ARCHIVED coupons are not applied any more; where one was applied before, it goes on."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class CouponSource(StrEnum):
    """Where a coupon comes from: this catalogue, one subscription it was made for, or Stripe."""

    STIGG = "STIGG"
    STIGG_ADHOC = "STIGG_ADHOC"
    STRIPE = "STRIPE"


class Coupon(Entity):
    """A reduction, of `percent_off` or of `amounts_off`: exactly one is set, and neither ever changes.

    It lasts `duration_in_months` calendar months from the day it is applied, or for ever.
    """

    id: str
    uuid: str
    name: str
    description: str | None = None
    metadata: dict[str, str] = {}
    percent_off: int | None = None
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None
    source: CouponSource = CouponSource.STIGG
    status: CouponStatus = CouponStatus.ACTIVE
    created_at: Instant
    updated_at: Instant

    @property
    def type(self) -> CouponType:
        """Return what the coupon takes off."""
        return CouponType.FIXED if self.percent_off is None else CouponType.PERCENTAGE

    @property
    def is_archived(self) -> bool:
        """Tell whether the coupon may not be applied any more."""
        return self.status is CouponStatus.ARCHIVED

    def archived(self, *, at: Instant) -> Self:
        """Return the coupon as archiving leaves it."""
        return self.but(status=CouponStatus.ARCHIVED, updated_at=at)
